//! Owns a small internet inside this machine: a street that everybody sees, routers that masquerade
//! what is behind them, and homes on the street or behind a router. Built of network namespaces,
//! nftables and bridges; it needs root, touches nothing outside its own namespaces, and removes
//! them when it is dropped.
//!
//! ```no_run
//! use tests::network::{Lab, Nat};
//! let mut lab = Lab::build()?;
//! let relay = lab.on_the_street("relay", 9)?;
//! let amara = lab.behind_a_router("amara", 1, Nat::KeepsPorts)?;
//! amara.command("ip").args(["address"]).status()?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::fs::File;
use std::io;
use std::os::fd::AsFd as _;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use rustix::process::geteuid;
use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};

/// The street's network. Routers and libp2p treat documentation and private networks specially, so
/// it has to look public; nothing of it leaves the namespaces.
const STREET: &str = "9.9.9";

/// How a router names the connections that it masquerades.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nat {
    /// One home port is one street port, whoever is called: what most routers do.
    KeepsPorts,
    /// Every call gets another street port (symmetric): hole punching fails there.
    ShufflesPorts,
}

/// Why there is no lab.
#[derive(Debug, thiserror::Error)]
pub enum LabFault {
    /// This machine cannot have one; a test says so and is skipped.
    #[error("network namespaces cannot be tested here: {0}")]
    Unavailable(&'static str),
    /// A step failed although it should not.
    #[error("{step}: {said}")]
    Step {
        /// The command line.
        step: String,
        /// What it said.
        said: String,
    },
    /// A program could not be run.
    #[error("cannot run {step}")]
    Run {
        /// The command line.
        step: String,
        /// Why.
        source: io::Error,
    },
}

impl LabFault {
    /// Says why a test is skipped.
    ///
    /// # Panics
    /// Where a lab could be had, and did not come to be.
    #[must_use]
    pub fn skips<T>(self) -> Option<T> {
        assert!(matches!(self, LabFault::Unavailable(_)), "{self}");
        eprintln!("skipped: {self}");
        None
    }
}

/// The street and what stands on it.
pub struct Lab {
    prefix: String,
    street: String,
    places: Vec<String>,
    cables: u32,
}

/// One namespace: a home, seen from outside.
#[derive(Clone, Debug)]
pub struct Place {
    namespace: String,
    /// The address of the home itself.
    pub address: String,
    /// The address under which the street sees it; its own, or its router's.
    pub seen_as: String,
}

impl Lab {
    /// Builds an empty street.
    ///
    /// # Errors
    /// [`LabFault::Unavailable`] where this is not root or `ip` or `nft` is missing.
    pub fn build() -> Result<Lab, LabFault> {
        static BUILT: AtomicU32 = AtomicU32::new(0);
        if !geteuid().is_root() {
            return Err(LabFault::Unavailable("this is not root"));
        }
        if Command::new("ip").arg("-V").output().is_err() {
            return Err(LabFault::Unavailable("the program ip is missing"));
        }
        if Command::new("nft").arg("-v").output().is_err() {
            return Err(LabFault::Unavailable("the program nft is missing"));
        }
        sweep()?;
        // Unique by process, so that two runs at once do not meet.
        let prefix = format!("talko{}-{}", std::process::id(), BUILT.fetch_add(1, Ordering::Relaxed));
        let mut lab = Lab { street: format!("{prefix}-street"), prefix, places: Vec::new(), cables: 0 };
        lab.namespace("street")?;
        lab.inside(&lab.street, "ip link add bridge type bridge forward_delay 0")?;
        lab.inside(&lab.street, "ip link set bridge up")?;
        Ok(lab)
    }

    /// An empty street; none where there cannot be one, and the test that asks says that it is skipped.
    ///
    /// # Panics
    /// Where a step fails although it should not.
    #[must_use]
    pub fn or_skipped() -> Option<Lab> {
        Lab::build().map_or_else(LabFault::skips, Some)
    }

    /// Puts a home on the street itself, at `9.9.9.number`.
    ///
    /// # Errors
    /// [`LabFault`] where a step fails.
    pub fn on_the_street(&mut self, name: &str, number: u8) -> Result<Place, LabFault> {
        let namespace = self.namespace(name)?;
        let address = format!("{STREET}.{number}");
        self.onto_street(&namespace, "wan", &address)?;
        Ok(Place { namespace, seen_as: address.clone(), address })
    }

    /// Puts a home where no cable leads: all of `9.9.9.0/24` is its own loopback, so that whoever calls any of
    /// these addresses reaches what listens there in this very place, and nobody else's home.
    ///
    /// # Errors
    /// [`LabFault`] where a step fails.
    pub fn alone(&mut self, name: &str, number: u8) -> Result<Place, LabFault> {
        let namespace = self.namespace(name)?;
        let address = format!("{STREET}.{number}");
        self.inside(&namespace, &format!("ip address add {address}/24 dev lo"))?;
        Ok(Place { namespace, seen_as: address.clone(), address })
    }

    /// Puts a home at `10.number.0.2` behind a router of its own at `9.9.9.number`.
    ///
    /// # Errors
    /// [`LabFault`] where a step fails.
    pub fn behind_a_router(&mut self, name: &str, number: u8, nat: Nat) -> Result<Place, LabFault> {
        let router = self.namespace(&format!("{name}-router"))?;
        let home = self.namespace(name)?;
        let seen_as = format!("{STREET}.{number}");
        self.onto_street(&router, "wan", &seen_as)?;
        run(&format!("ip link add lan netns {router} type veth peer name lan netns {home}"))?;
        for (namespace, host) in [(&router, 1), (&home, 2)] {
            self.inside(namespace, &format!("ip address add 10.{number}.0.{host}/24 dev lan"))?;
            self.inside(namespace, "ip link set lan up")?;
        }
        self.inside(&home, &format!("ip route add default via 10.{number}.0.1"))?;
        self.inside(&router, "sysctl -q -w net.ipv4.ip_forward=1")?;
        self.masquerade(&router, nat)?;
        Ok(Place { namespace: home, address: format!("10.{number}.0.2"), seen_as })
    }

    /// What a router in a house does: what goes out gets its address, what was not asked for from
    /// inside is dropped without an answer.
    fn masquerade(&self, router: &str, nat: Nat) -> Result<(), LabFault> {
        let how = match nat {
            Nat::KeepsPorts => "masquerade",
            Nat::ShufflesPorts => "masquerade random,fully-random",
        };
        let rules = [
            "add table ip talko".to_owned(),
            // Names with a prefix of their own: several plain words are keywords of nft.
            "add chain ip talko c_post { type nat hook postrouting priority 100 ; }".to_owned(),
            format!("add rule ip talko c_post oifname wan {how}"),
            "add chain ip talko c_forward { type filter hook forward priority 0 ; policy drop ; }".to_owned(),
            "add rule ip talko c_forward ct state established,related accept".to_owned(),
            "add rule ip talko c_forward iifname lan accept".to_owned(),
            "add chain ip talko c_input { type filter hook input priority 0 ; policy accept ; }".to_owned(),
            "add rule ip talko c_input iifname wan ct state new drop".to_owned(),
        ];
        for rule in rules {
            self.inside(router, &format!("nft {rule}"))?;
        }
        Ok(())
    }

    fn namespace(&mut self, name: &str) -> Result<String, LabFault> {
        let namespace = format!("{}-{name}", self.prefix);
        run(&format!("ip netns add {namespace}"))?;
        self.places.push(namespace.clone());
        self.inside(&namespace, "sysctl -q -w net.ipv6.conf.all.disable_ipv6=1")?;
        self.inside(&namespace, "ip link set lo up")?;
        Ok(namespace)
    }

    fn onto_street(&mut self, namespace: &str, interface: &str, address: &str) -> Result<(), LabFault> {
        let (street, port) = (self.street.clone(), format!("port{}", self.cables));
        self.cables += 1;
        run(&format!("ip link add {interface} netns {namespace} type veth peer name {port} netns {street}"))?;
        self.inside(&street, &format!("ip link set {port} master bridge up"))?;
        self.inside(namespace, &format!("ip address add {address}/24 dev {interface}"))?;
        self.inside(namespace, &format!("ip link set {interface} up"))?;
        // Without a default route multicast would find no way out.
        self.inside(namespace, &format!("ip route add 224.0.0.0/4 dev {interface}"))
    }

    fn inside(&self, namespace: &str, step: &str) -> Result<(), LabFault> {
        run(&format!("ip netns exec {namespace} {step}"))
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        for namespace in &self.places {
            if let Err(fault) = run(&format!("ip netns del {namespace}")) {
                eprintln!("a namespace is left behind: {fault}");
            }
        }
    }
}

impl Place {
    /// A program that runs at this place.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.namespace, program]);
        command
    }

    /// Moves the calling thread here: sockets that it opens from now on are this place's, and so
    /// are those of threads that it starts.
    ///
    /// # Errors
    /// Where the namespace is gone or this is not root.
    pub fn enter(&self) -> io::Result<()> {
        let link = File::open(format!("/var/run/netns/{}", self.namespace))?;
        move_into_link_name_space(link.as_fd(), Some(LinkNameSpaceType::Network))?;
        Ok(())
    }
}

/// Removes what a run left behind that was killed: namespaces named after a process that is gone.
fn sweep() -> Result<(), LabFault> {
    for line in output("ip netns list")?.lines() {
        let name = line.split_whitespace().next().unwrap_or_default();
        let process = name.strip_prefix("talko").and_then(|rest| rest.split_once('-')).map(|(process, _)| process);
        let orphan = process.is_some_and(|process| !std::path::Path::new("/proc").join(process).exists());
        // Another test may sweep at the same moment: what it took is gone, and that is all we want.
        if orphan && let Err(fault) = run(&format!("ip netns del {name}")) {
            eprintln!("a namespace of an earlier run: {fault}");
        }
    }
    Ok(())
}

fn run(step: &str) -> Result<(), LabFault> {
    output(step).map(drop)
}

fn output(step: &str) -> Result<String, LabFault> {
    let mut words = step.split_whitespace();
    let program = words.next().unwrap_or_default();
    let output =
        Command::new(program).args(words).output().map_err(|source| LabFault::Run { step: step.to_owned(), source })?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(LabFault::Step { step: step.to_owned(), said })
}

//! Owns chance: the only file that asks the operating system for random bytes. (age draws those of its
//! own headers and nonces itself.)

use rand::TryRng as _;
use rand::rngs::SysRng;

/// The operating system gave no random bytes; nothing secret can be made.
#[derive(Debug, thiserror::Error)]
#[error("the operating system gave no random bytes")]
pub struct NoChance(#[source] rand::rngs::SysError);

/// Draws `N` random bytes, good enough for keys.
///
/// # Errors
/// [`NoChance`] where the operating system refuses.
pub fn bytes<const N: usize>() -> Result<[u8; N], NoChance> {
    let mut bytes = [0; N];
    SysRng.try_fill_bytes(&mut bytes).map_err(NoChance)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    #[test]
    fn two_draws_differ() {
        assert_ne!(super::bytes::<32>().expect("first"), super::bytes::<32>().expect("second"));
    }
}

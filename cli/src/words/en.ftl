# Every sentence that a person reads, in English. A key that ends in nothing is a sentence; errors
# have the parts .meaning and .next, and .hint where one command helps; about-… and arg-… are help.
# Variables are texts or whole numbers. Ids and commands stand alone or before a blank.

## Names and figures

name-unknown-person = somebody ({ $short })
name-told-apart = { $name } ({ $short })
name-unknown-collective = a collective ({ $short })
time-ago = { $span } ago
time-ahead = in { $span }
span-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
span-hours = { $n ->
    [one] { $n } hour
   *[other] { $n } hours
}
span-minutes = { $n ->
    [one] { $n } minute
   *[other] { $n } minutes
}
span-seconds = { $n ->
    [one] { $n } second
   *[other] { $n } seconds
}
work-hours = { $hours } h
work-minutes = { $minutes } min
work-both = { $hours } h { $minutes } min

## Questions

choose-which = Which one is "{ $typed }"?
ask-passphrase = Passphrase
ask-keys-passphrase = Passphrase of the keys of this home
ask-passphrase-again = The same again
ask-passphrase-differs = The two are not the same.

## Receipts: what every write says

receipt-audience-nobody = Nobody but you will see it.
receipt-audience-own = Visible to { $name } only.
receipt-audience-alone = Visible to { $name } only, as long as it is in no federation.
receipt-audience-names = Visible to { $names }.
receipt-audience-count = Visible to { $count } collectives.
receipt-sealed = The contact is sealed: only { $names } can read it; the others see that there is one.
receipt-dry-run = Nothing was written: this would be { $records ->
    [one] one record
   *[other] { $records } records
} of { $bytes } bytes.
receipt-alone = It is kept here; nobody else is there to send it to yet.
receipt-queued = It has not left the house; it will be sent when { $pending ->
    [one] the other home is
   *[other] one of { $pending } homes is
} online.
receipt-sent = Sent to { $reached ->
    [one] one other home
   *[other] { $reached } other homes
}.
receipt-partly = Sent to { $reached }, waiting for { $pending }.
receipt-sending = It is being sent to { $sending ->
    [one] one other home
   *[other] { $sending } other homes
} now.
receipt-sending-some = It is being sent to { $sending ->
    [one] one other home
   *[other] { $sending } other homes
} now; { $rest } more get it when they are online.
receipt-undo = Undo: talko undo { $operation }
receipt-redo = Bring it back: talko redo
receipt-binds = This binds you and others: it cannot be undone.
receipt-binds-but = This binds and cannot be undone. { $instead }
receipt-waiting = { $count ->
    [one] One item waits
   *[other] { $count } items wait
} as a draft and goes out when the week begins on { $day }: this week's limit is reached.

## talko, status

first-run =
    Talko – share job leads, bid together, help each other out.

      a  I have an invite from somebody           talko join …
      b  Start a new collective on this computer  talko setup --start
      c  I had Talko before (restore)             talko restore …

    Nothing leaves this computer until you choose.
first-run-ask = What would you like to do
first-run-invite = I have an invite from somebody
first-run-start = Start a new collective on this computer
first-run-restore = I had Talko before (restore a backup)
home-head = { $collective } – { $person }
status-stopped = Talko is not running here, so nothing is sent or received. Start it: talko node start
status-alone = Running. You are the only home so far. Invite somebody: talko invite new
status-unconnected = Running; { $listed ->
    [one] the one other home is not
   *[other] none of the { $listed } other homes is
} online now. That is fine: everything is kept and sent later.
status-connected = Connected to { $connected } of { $listed } other { $listed ->
    [one] home
   *[other] homes
}.
status-leads = { $count ->
    [0] No open leads.
    [one] One open lead: talko lead list
   *[other] { $count } open leads: talko lead list
}
status-memory = Memory: { $used } of { $most } MiB; above that nobody new is let in.
status-files = Open files: { $used } of { $most }.
status-disk = Disk: { $used } of { $most } MiB; nothing new is written above that. To change it: talko config set disk_max
status-line = Over the line today: { $used } of { $most } MiB; above that only what is written here goes out. To change it: talko config set line_max
status-connections = Connections with other homes: { $used } of { $most }.
status-caller-beyond = { $count ->
    [one] One call
   *[other] { $count } calls
} not taken: too many within a minute.
status-handshake-beyond = { $count ->
    [one] One call
   *[other] { $count } calls
} turned away: too many others were just calling.
status-handshake-unfinished = { $count ->
    [one] One call
   *[other] { $count } calls
} broke off before it was known who called.
status-connection-beyond = { $count ->
    [one] One connection
   *[other] { $count } connections
} turned away: no room for more at that moment.
status-share-beyond = { $count ->
    [one] One connection
   *[other] { $count } connections
} turned away: that collective has a quarter of all already.
status-stranger-beyond = { $count ->
    [one] One call
   *[other] { $count } calls
} by homes that nobody here lists turned away: too many others were at the door.
status-sync-unlisted = { $count ->
    [one] One exchange
   *[other] { $count } exchanges
} refused to homes that nobody here lists.
status-stream-beyond = { $count ->
    [one] One exchange
   *[other] { $count } exchanges
} refused: too many at once.
status-line-overfull = { $count ->
    [one] One connection
   *[other] { $count } connections
} ended: more came over it than a home sends.
status-reservation-refused = { $count ->
    [one] One request was
   *[other] { $count } requests were
} refused to be reached through this home.
status-circuit-beyond = { $count ->
    [one] One call was
   *[other] { $count } calls were
} not put through to another home: too many at once.
status-refused = Refused since the start, by reason: { $reasons }.
status-queued = { $count ->
    [one] One item waits
   *[other] { $count } items wait
} to be sent.
status-waiting = { $count ->
    [one] One draft goes
   *[other] { $count } drafts go
} out when next week begins.
status-newcomers = { $count ->
    [one] One newcomer waits
   *[other] { $count } newcomers wait
} for your word: talko member list
status-to-approve = { $count ->
    [one] One change of the charter waits
   *[other] { $count } changes of the charter wait
} for your word: talko charter show
status-news = The rules have changed (version { $number }). Read them: talko charter show
status-to-confirm = { $count ->
    [one] One pledge waits
   *[other] { $count } pledges wait
} for you to confirm: talko pledge list
status-joining = { $count ->
    [one] One request to join is
   *[other] { $count } requests to join are
} kept and retried.
status-joining-stopped = It is retried while Talko runs. Start it: talko node start
status-new = You wait for a steward's word. You may read and offer help already; posting leads begins then.
status-paused = You pause until { $day }: what you have promised goes on, nothing new begins. Read why: talko charter show
status-removed = You no longer belong to { $collective } (version { $number } of its charter).
status-removed-may = What you have read stays here; what you write now, nobody else is shown. Copy it: talko export all
status-words = Your twelve recovery words are not written down yet: talko key words
status-backup = Last proven backup: { $ago }.
status-no-backup = Not backed up yet: talko backup new

## setup, join, restore

ask-invite = Paste the invite
ask-backup-file = The backup file
ask-collective = Name of the collective
ask-your-name = Your name
ask-place = Town (may stay empty)
ask-currency = Usual currency, such as PHP (may stay empty)
ask-words = The twelve words (may stay empty)
setup-done = Done. "{ $name }" is founded, and { $person } is its steward.
setup-where = Everything lies in { $path } and nothing has left this computer.
setup-next = Next: talko node start, then invite somebody: talko invite new
setup-would = "{ $name }" would be founded; nothing was written.
join-ask-replacement = Join with this line? This computer is to sign as somebody who lost computer and words
join-ask-member = Join with this invite? The collective will see your name, and what you write here
join-ask-leads = Join? They will see your collective's name, its size and the leads that you share
join-ask-full = Join? They will see your collective, its members' public names and skills, and what you share
join-unnamed = the collective
join-would-member = The invite is whole: it opens a collective to a person until { $day }. Nothing was sent.
join-would-federation = The invite is whole: it opens an exchange of leads to a collective until { $day }. Nothing was sent.
join-kept = The inviting home is off or unreachable now. Your request is kept here and retried until { $day }.
join-collective = You are in: { $name }, { $size ->
    [one] one person
   *[other] { $size } people
}.
join-federation = You now exchange leads with { $name }: { $size ->
    [one] one collective
   *[other] { $size } collectives
} in all.
join-full = They have your request. Eight collectives are in, so three of them must speak for yours, and a version must list it.
join-full-next = Until then nothing is exchanged. Leave this computer running, it asks again by itself: talko node start
join-new = You may read and offer help at once; posting leads begins when a steward has approved you.
join-next-member = Next: talko node start
join-shows-leads = They see your collective's name, its size and the leads that you share; no names, no rates.
join-shows-full = They see your collective, its members' public names and skills, and what you share; no rates.
join-shows-before = What you had shared before, they read as well.
restore-working = Restoring
restore-done = Restored: { $records ->
    [one] one record
   *[other] { $records } records
}, with new keys for this computer.
restore-would = The backup holds { $records ->
    [one] one record
   *[other] { $records } records
}; nothing was restored.
restore-next = Next: talko node start

## doctor

doctor-mark-green = good
doctor-mark-amber = look
doctor-mark-red = WRONG
doctor-well = Nothing is wrong.
doctor-reading = Reading everything through
doctor-red = { $count ->
    [one] One thing is
   *[other] { $count } things are
} wrong; what to do stands beside it.

## log, undo

log-column-number = OP
log-column-when = WHEN
log-column-what = WHAT
log-column-id = ID
log-column-title = TITLE
log-empty = Nothing was written here yet.
log-undone = { $label } (taken back)
log-undoes = undo of { $number }
log-undoes-undone = undo of { $number } (brought back)
log-redoes = redo of { $number }
log-part = { $label } (with { $number })
log-several = { $title } ({ $records } records)
log-untitled = { $records } records
undo-done = Taken back: { $ids }{ $count ->
    [1] {""}
    [2] {""}
    [3] {""}
   *[other] {" "}and more, { $count } in all
}. Others see it no longer so; whoever has read it may remember.
undo-would = This would take back { $count ->
    [one] one item
   *[other] { $count } items
}: { $ids }
redo-done = Brought back what operation { $operation } wrote: { $ids }{ $count ->
    [1] {""}
    [2] {""}
    [3] {""}
   *[other] {" "}and more, { $count } in all
}
redo-would = This would bring back what operation { $operation } wrote, { $count ->
    [one] one item
   *[other] { $count } items
}.
undo-draft = Taken back before it went out: nobody has seen it.

## up, node

up-running = Ctrl-C ends it; everything is kept.
up-founded = Nothing was set up here, so a collective was founded: "{ $name }", with { $person } as its steward.
up-rename = Another name: talko collective edit --name NAME – and yours: talko me edit --name NAME
up-unnamed-collective = My collective
up-unnamed-person = Steward
node-started = Talko is running (process { $process }).
node-started-next = It goes on when this terminal is closed. To end it: talko node stop
node-already = Talko is running here already (process { $process }).
node-ended = Talko has ended; everything is kept.
node-moved = The usual port is taken on this computer; another one was chosen: { $address }
node-deaf = No address could be opened: this home can call others, but nobody can call it.
node-stopped = Talko has ended (process { $process }); everything is kept.
node-not-running = Talko was not running here.
node-column-home = HOME
node-column-collective = COLLECTIVE
node-column-now = NOW
node-column-trip = ROUND TRIP
node-column-version = VERSION
node-peer-direct = connected
node-peer-relayed = connected through a neighbour
node-peer-heard = heard { $ago }
node-peer-never = not heard yet
node-peer-trip = { $ms } ms
node-no-peers = No other home is known yet. Invite somebody: talko invite new
reach-open = Open: other homes can call this one directly.
reach-router = Opened by the router: it was asked and lets other homes in.
reach-neighbour = Through a neighbour: other homes reach this one by way of another home.
reach-outgoing = Outgoing only: this home calls others, nobody can call it. That is enough while others can be called. To let newcomers in, open the port of its addresses (4747 unless you chose another) in the router for this machine.
reach-unknown = Not known yet; it shows when other homes have tried to call back.
reach-stopped = Talko is not running here, so nobody can call. Start it: talko node start
watch-rows = { $count ->
    [one] one change
   *[other] { $count } changes
}: { $what }
watch-came = a home came online ({ $short })
watch-went = a home went offline ({ $short })
watch-roster = who belongs has changed
watch-caught = caught up with a home ({ $short }): { $received } received, { $given } given

## demo

demo-begin = A small federation on this computer: { $count } collectives, each with its own home, keys and process.
demo-where = All of it lies in { $path } and is removed at the end. The commands are what a person would type there.
demo-would = { $count } collectives would meet in a temporary folder, show what Talko does, and be removed. Nothing was done.
demo-folder-given = it is a folder
demo-step-head = { $number }. { $title }
demo-command = {"   "}$ { $command }
demo-result = {"   "}{ $line }
demo-said-nothing = it ended without a word
demo-found = { $person } founds the collective { $collective } and starts its home.
demo-found-came = { $collective } is founded and its home runs. Nobody else is there yet.
demo-join = { $person } founds { $collective } and joins with one line from { $inviter }.
demo-join-came = { $first } and { $collective } exchange leads: { $size } collectives in all, every home connected to every other.
demo-share = { $person } takes in the adverts of the file.
demo-share-invented = { $person } takes in a few invented adverts.
demo-share-came = { $count ->
    [one] One lead is
   *[other] { $count } leads are
} shared with the federation.
demo-share-same = { $count } of them may be the same as another one and are marked so.
demo-share-waiting = { $count } more wait as drafts until next week begins: the week's limit is reached.
demo-arrive = The other collectives receive them.
demo-arrive-came = { $collective } has all { $count } leads, checked and on its disk ({ $ms } ms after they were taken in).
demo-search = { $person } searches among the leads from { $collective }.
demo-search-came = { $count ->
    [one] One lead
   *[other] { $count } leads
} with "{ $word }":
demo-search-lead = {"  "}{ $short }  { $title }
demo-search-nothing = the search for "{ $word }" found nothing
demo-comment = { $person } says something about the first one.
demo-comment-text = We have somebody with two free mornings for this.
demo-comment-came = { $person } reads it at home: "{ $text }"
demo-member = { $person } joins { $collective } as a member, from a computer of her own.
demo-member-came = { $person } is in, and her home has all { $count } leads already.
demo-pledge = { $person } promises help to { $steward }; { $steward } calls it, and it is given and confirmed.
demo-pledge-text = 4h bookkeeping
demo-pledge-came = Promised, called, given, and confirmed by { $person }: four signed records at every home.
demo-balance = { $person } looks how { $giver } stands.
demo-balance-came = { $person }: { $text }.
demo-away = { $person } switches the home off; meanwhile leads are posted.
demo-away-came = { $count } leads are posted that this home does not have.
demo-back = { $person } switches it on again.
demo-back-came = { $collective } found the others by itself and has caught up: { $count } leads, { $ms } ms after it was started.
demo-gone = Every process has ended and { $path } is removed. Nothing is left behind.
demo-end = { $steps } steps in { $seconds } seconds. To begin in earnest: talko setup
error-demo-step = The demonstration stopped at step { $step }: { $reason }
    .meaning = Its folder is removed and its processes have ended; nothing of yours was touched.
    .next = The command was: { $command } – try again: talko demo
    .hint = talko demo
error-demo-late = The demonstration did not come to its end within { $seconds } seconds.
    .meaning = Its folder is removed and its processes have ended; nothing of yours was touched.
    .next = This computer may be busy, or the file very large. Try again: talko demo
    .hint = talko demo
error-demo-folder = No temporary folder could be made in { $path }: { $reason }
    .meaning = Nothing was done.
    .next = Make room there, or name another place in TMPDIR
error-demo-left = The folder of the demonstration could not be removed: { $reason }
    .meaning = Its processes have ended; nothing of yours was touched.
    .next = Remove it by hand: { $path }

## invite

invite-would = This would make an invite for { $uses ->
    [one] one use
   *[other] { $uses } uses
} until { $day }; nothing was written.
invite-founded = This is your first invite to a collective, so a federation was founded; your collective is its only one yet.
invite-unreachable = The line carries no address that others could call. What to do: talko node reach
invite-near = Only somebody on this network can use the line: it names no way from outside. What to do: talko node reach
invite-message-member = Send this to the person you invite (valid until { $day }, { $uses ->
    [one] for one person
   *[other] for { $uses } people
}); they paste it after "talko join":
invite-message-collective = Send this to the steward of the other collective (valid until { $day }, { $uses ->
    [one] for one collective
   *[other] for { $uses } collectives
}); they paste it after "talko join":
invite-line = { $line }
invite-undo = Whoever has the line can use it. To take it back: talko invite revoke { $id }
invite-waits-how = It opens once { $needed } stewards agree; you are one. The others type: talko invite approve { $id }
invite-waits = waits for another steward
invite-would-approve = You would agree to invite { $short }; nothing was written.
invite-approved = You have agreed to invite { $short }.
invite-none = There are no invites. Make one: talko invite new
invite-column-id = ID
invite-column-kind = FOR
invite-column-until = UNTIL
invite-column-state = STATE
invite-kind-member = a person
invite-kind-collective = a collective
invite-revoked = taken back
invite-somebody = somebody
invite-used = used by { $name } on { $when }
invite-used-several = used { $count } of { $uses } times, last by { $name }
invite-expired = expired
invite-open = not used yet
invite-would-revoke = Invite { $short } would be taken back; nothing was written.
invite-taken-back = Invite { $short } is taken back: nobody can use it any more.

## neighbour

neighbour-none = No other collective is known yet. Invite one: talko invite new --collective
neighbour-column-name = COLLECTIVE
neighbour-column-people = PEOPLE
neighbour-column-leads = OPEN LEADS
neighbour-column-now = NOW
neighbour-id = Id
neighbour-people = People
neighbour-leads = Open leads
neighbour-now = Now
neighbour-place = Place
neighbour-headline = About
neighbour-here = connected
neighbour-heard = heard { $ago }
neighbour-never = not heard yet
neighbour-blocked = blocked on this computer
neighbour-block-done = This computer deals with { $name } no more.
neighbour-block-would = This computer would deal with { $name } no more.
neighbour-block-means = Their leads, promises and comments are not shown here, and their homes are neither called nor served by this one. They are not told. What is held here stays, and the other computers of your collective go on as before.
neighbour-unblock-done = This computer deals with { $name } again.
neighbour-unblock-would = This computer would deal with { $name } again.
neighbour-shows-members = They show their members' names and skills.
neighbour-hides-members = They show leads; their members' names stay with them.
neighbour-contested = Two versions of this collective stand against each other; ask its stewards which holds.

## backup, export, key

backup-ask-replace = { $path } exists already. Replace it?
backup-would = A backup would be written to { $path }
backup-working = Writing the backup
backup-checking = Opening the backup
backup-done = Backup with { $records ->
    [one] one record
   *[other] { $records } records
}: { $path }
backup-proven = It was opened again and everything is in it.
backup-unproven = It was written, but opening it again did not find everything. Make another one, on another disk.
backup-with-seed = It carries your identity under its passphrase, because the twelve words were not confirmed: talko key words
backup-without-seed = To restore it you need its passphrase and your twelve words.
backup-check-good = Good: made { $made }, { $records ->
    [one] one record
   *[other] { $records } records
} could be restored ({ $held } are held here).
backup-check-bad = Not everything could be restored: made { $made }, { $records } of { $held } records. Make a new one: talko backup new
export-would = The export would be written to { $path }
export-working = Writing
export-done = Exported to { $path }
export-rows = { $count ->
    [one] one row
   *[other] { $count } rows
}
export-care = The files are not encrypted: whoever reads them sees what you see.
key-ask-show = The words open your identity to whoever sees them. Is nobody looking?
key-words = Write these twelve words on paper, in this order:
key-words-next = Then prove it, and they are removed from this computer: talko key words-check
key-ask-word = Word number { $position }
key-words-needed = three of the words, as N=WORD on stdin: talko key words-check -
key-passphrase-set = The keys now have a passphrase. Whoever has this disk cannot write in your name without it.
key-passphrase-removed = The keys have no passphrase any more.
key-unlocked = The keys are open until Talko ends.
key-locked = The keys are locked. All but what is sealed can be read; nothing is signed until you open them: talko key unlock
key-renewed = This home has new keys. Everything you read and wrote is kept.
key-renew-next = Show them to a neighbour by connecting: talko node start
key-ask-renew = The old keys of this home will never be used here again. Make new ones?
key-confirmed = Confirmed. The words are no longer on this computer; the paper is now the only copy.

## config

config-column-key = SETTING
config-column-value = VALUE
config-usual = (as usual)
config-path = The file: { $path }
config-strange = { $count ->
    [one] In { $path } stands "{ $keys }", which is no setting and changes nothing.
   *[other] In { $path } stand "{ $keys }", which are no settings and change nothing.
} The settings are: { $known }
config-set = { $key } is now { $value }.
config-unset = { $key } is as usual again.
config-would = { $key } could be changed so; nothing was written.

## Words of the verbs of work

column-id = ID
word-yes = yes
word-no = no
list-more = { $shown } of { $total } are shown. The next ones: --offset { $next }
ask-overwrite = { $path } exists. Write over it?
said-currency = The sum names no currency, so it is taken as { $currency }.
publish-introduced = This is the first thing that you share: your name, skills and languages are shown beside it.
pay-hour = { $sum } an hour
pay-day = { $sum } a day
pay-week = { $sum } a week
pay-month = { $sum } a month
pay-year = { $sum } a year
pay-project = { $sum } for the whole job

## lead

lead-ask-title = What is wanted?
lead-new = Saved lead { $short } – { $title }
lead-would-new = This lead would be saved: { $title }
lead-edited = Saved the change to lead { $short } .
lead-would-edit = This change to lead { $short } would be saved.
lead-closed = Closed lead { $short } as { $result }.
lead-would-close = Lead { $short } would be closed as { $result }.
lead-withdrawn = Withdrew lead { $short } . Whoever has read it knows it; nobody is shown it any more.
lead-would-withdraw = Lead { $short } would be withdrawn.
lead-commented = Saved your word about lead { $short } .
lead-would-comment = This word about lead { $short } would be saved.
lead-said-closes = It closes { $when }.
lead-said-starts = The work begins { $when }.
lead-possibly-same = Possibly the same as { $short } – { $title }
lead-erased-title = (erased)
lead-inferred = { $value } (worked out, not written)
lead-weekly = { $work } a week
lead-closing = { $when }, { $distance }
lead-label-client = Client
lead-label-place = Place
lead-label-remote = From anywhere
lead-label-pay = Pay
lead-label-hours = Hours
lead-label-skills = Skills
lead-label-language = Language
lead-label-employment = Kind of work
lead-label-starts = Begins
lead-label-closes = Closes
lead-label-posted = Published
lead-label-source = Found at
lead-contact = Contact, until { $day } – sealed, read by { $names }:
lead-contact-locked = Contact: sealed; your keys are locked. Open them to see whether it is for you: talko key unlock
lead-contact-gone = The contact is taken away; whoever could read it may remember it.
lead-contact-closed = Contact: sealed for at most { $most } devices; not for this one.
lead-state-open = open
lead-state-over = over
lead-state-won = won
lead-state-lost = lost
lead-state-gone = gone
lead-state-scam = scam
lead-state-withdrawn = withdrawn
lead-state-erased = erased
lead-column-title = TITLE
lead-column-client = CLIENT
lead-column-pay = PAY
lead-column-hours = HOURS
lead-column-closes = CLOSES
lead-column-from = FROM
lead-column-inferred = WORKED OUT
lead-and-same = { $title } (and { $count } possibly the same)
lead-list-empty = There is no such lead. Post one: talko lead new
lead-search-empty = No lead has all these words.
lead-head = { $short }  { $title }
lead-posted-by = From { $name }, { $collective }, { $when } – { $state }
lead-conflict = Two changes were made at the same time; one of them is shown. The next change settles it.
comment-inner = { $name }, { $when } (only among your own)
comment-open = { $name }, { $when }
comment-erased = (erased)
lead-exported = Wrote { $count ->
    [one] one lead
   *[other] { $count } leads
} to { $path }
lead-would-export = { $count ->
    [one] One lead
   *[other] { $count } leads
} would be written to { $path }
lead-import-progress = Taking in leads
lead-import-ask = Take { $count ->
    [one] this lead
   *[other] these { $count } leads
}?
lead-imported = Took { $count ->
    [one] one lead
   *[other] { $count } leads
} from { $format }.
lead-import-would = { $count ->
    [one] One lead
   *[other] { $count } leads
} would be taken from { $format }:
lead-import-known = { $count ->
    [one] One was
   *[other] { $count } were
} known already and not taken again.
lead-import-withdrawn = { $count ->
    [one] One of them was
   *[other] { $count } of them were
} withdrawn here; --again takes withdrawn ones anew.
lead-import-twice = { $count ->
    [one] One stands
   *[other] { $count } stand
} twice in the file and { $count ->
    [one] was
   *[other] were
} taken once.
lead-import-same = { $count ->
    [one] One is
   *[other] { $count } are
} possibly the same as another lead, and marked so.
lead-import-refused = { $count ->
    [one] One row
   *[other] { $count } rows
} could not be taken.
lead-import-operations = It took { $count } steps; undo them all with talko undo and each of: { $numbers }
lead-import-partly = { $count ->
    [one] One lead was
   *[other] { $count } leads were
} taken before this happened. Run it again: what was taken is not taken twice.
lead-import-preview-more = … and { $count } more.
lead-import-nothing-new = Nothing new: { $count ->
    [one] the one lead in it is
   *[other] all { $count } leads in it are
} known already.
import-row = Not taken: item { $item }, line { $line }{ $path }: { $reason }
import-rows-more = … and { $count ->
    [one] one more row
   *[other] { $count } more rows
}; --json lists them.
import-note = Item { $item }, line { $line }: { $note }
format-jobposting = a JobPosting file
format-page = a web page
format-jobs = a JSON list
format-rss = an RSS feed
format-atom = an Atom feed
format-table = a table
flaw-no-title = there is no title
flaw-title = the title does not fit
flaw-closed = it closed on { $day }
flaw-date = "{ $text }" is no date with one meaning ({ $field })
flaw-hours = "{ $text }" is no number of hours in a week
flaw-json = the item is not well written JSON
flaw-shape = the item is no advert
flaw-deep = the item is nested deeper than { $max } levels
flaw-large = the item has { $bytes } bytes where { $max } fit
flaw-encoding = the row is not UTF-8 text
flaw-ragged = the row has { $cells } cells where the heading has { $columns }
flaw-own = { $field } does not hold what Talko writes there
note-cut = { $field }: { $kept } of { $bytes } bytes fit, the rest was cut
note-unread = { $field }: "{ $text }" was not understood and left out
note-money = the pay was left out: { $reason }
note-no-period = the pay was left out: "{ $text }" does not say for what time
note-many = { $field }: { $kept } of { $count } were kept

## Who can do it: markers, match, claims
lead-label-role = Wanted
lead-label-client-hours = Client's hours
lead-people = { $count } people
lead-markers = who show { $names }
lead-client-hours = { $week } in { $zone }
lead-client-hours-own = { $said } (now { $own } on your clock)
flaw-wanted = "{ $text }" cannot be read ({ $field })
match-fits = fits
match-open = cannot be told
match-misses = does not fit
match-person = { $name } ({ $collective }): { $fit }
match-person-role = { $name } ({ $collective }) for { $role }: { $fit }
match-waived = Set aside in writing
match-counted = { $fits } { $fits ->
    [one] person fits
   *[other] people fit
}; of { $open } something cannot be told; { $misses } { $misses ->
    [one] does
   *[other] do
} not fit.
match-counted-leads = { $fits } { $fits ->
    [one] lead fits
   *[other] leads fit
}; of { $open } something cannot be told; { $misses } { $misses ->
    [one] does
   *[other] do
} not fit.
match-see-why-not = Why the others do not: talko match { $short } --why-not
match-see-explain = What this rests on: talko explain match { $short }{ $options }
match-see-all = Those that do not fit, and why: talko match for-me --all
match-none = No open lead fits what you say of yourself. Say when and for what you can be asked: talko availability show
verdict-yes = yes – { $what }
verdict-no = no – { $what }
verdict-aside = no, set aside – { $what }
verdict-unsaid = unsaid – { $what }
constraint-role = kind of work
constraint-skill = skill { $name }
constraint-language = language { $name }
constraint-marker = can show { $name }
constraint-place = place
constraint-notice = notice
constraint-floor = floor
constraint-load = room in the week
constraint-hours = client's hours
constraint-paused = takes on new work
because-missing = they list others, not this
because-silent = nothing is said of it
because-inactive = { $role } is switched off
because-no-marker = nobody says so
because-notice = begins in { $given }, asked for are { $asked }
because-paid = it pays enough
because-unpriced = what an hour is paid does not follow from the lead
because-room = there is room in every week
because-full = in the week of { $day } { $promised } of at most { $cap } are promised; this is { $wanted }
because-zone = this program does not know the time zone { $zone }
because-low = pays { $pays } for { $work }; { $whose } is { $hour } an hour
because-rateless = { $whose } is { $hour } an hour, another currency
because-no-hours = the client works on none of these days
because-shared = all { $days } days; least on { $day }: { $common } of { $wanted }
because-short = { $short } of { $days } days share less than { $least }; least on { $day }: { $common }
because-quiet = { $said }; on { $quiet } of them it would be enough without quiet hours
because-paused = not until { $until }; their collective has let them pause
floor-member = their own floor
floor-bylaws = the floor of their collective's rules
floor-pact = the floor of a pact
marker-claimed = their own word
marker-stated = what they like
marker-attested = attested
marker-future = begins later
marker-expired = has ended
marker-revoked = was taken back
marker-void = says nothing any more
waiver-role = the work is switched off
waiver-notice = it begins too soon
waiver-quiet = it is in quiet hours
crew-found = The cheapest crew: { $cost } a week.
crew-found-gap = A crew for { $cost } a week; another could be cheaper by { $gap } at most.
crew-seat = { $name } ({ $collective }) – { $role }, { $hour } an hour
crew-seat-free = { $name } ({ $collective }) – { $role }, names no price
crew-left = Still takes on a week
crew-unpriced = { $count } of them name no price, so they count nothing in the cost: ask before you promise it.
crew-conflict = These stand against each other; without any one of them the others could be kept:
crew-conflict-one = This cannot be had:
crew-conflict-some = These stand against each other; perhaps fewer of them do already:
crew-open = No crew was found, and it is not proven that there is none: there are too many ways to look at.
crew-price = A week may cost { $price }.
crew-looked = { $looked ->
    [one] One person was looked at
   *[other] { $looked } people were looked at
} from { $first } to { $last }, of whom { $silent ->
    [one] one says
   *[other] { $silent } say
} nothing of their time.
crew-elsewhere = { $count ->
    [one] One of them asks
   *[other] { $count } of them ask
} for other currencies than { $currency } only.
bond-role = somebody does { $role } and has it switched on
bond-role-currency = somebody does { $role }, has it switched on and asks for { $currency }
bond-marker = whoever needs it can show { $name }
bond-marker-attested = whoever needs it can show { $name }, attested by somebody else
bond-hours = somebody is free in each of the client's hours
bond-quiet = nobody works in their quiet hours
bond-notice = everybody has the notice that they ask for
bond-cap = nobody works more than they take on
bond-price = all floors together are within { $price } a week
lead-claimed = Saved: you would take lead { $short } . Its poster says whose turn it is.
lead-would-claim = Would say that you would take lead { $short } .
lead-claimed-unmet = It does not fit in everything – { $what }: talko match { $short } --why-not
lead-awarded = Lead { $short } is { $name }'s until { $until }.
lead-would-award = Lead { $short } would be { $name }'s until { $until }.
lead-released = You have given lead { $short } back.
lead-award-released = Lead { $short } is { $name }'s no longer.
lead-would-release = What { $name } has of lead { $short } would be given back.
lead-release-how = Give it back: talko lead release { $short }
claim-by = { $name } ({ $collective })
claim-offered = would take it
claim-awarded = has it until { $until }
claim-was-awarded = had it until { $until }
claim-given-back = gave it back
claim-awards = { $count ->
    [one] 1 lead in 90 days
   *[other] { $count } leads in 90 days
}
claim-team = with others
claim-despite = although { $bonds }: { $why }
claim-erased = (erased)
turn-free = Nobody has it: whoever claimed it gave it back.
turn-offered = { $count ->
    [one] One person
   *[other] { $count } people
} would take it. In turn: { $first }.
turn-awarded = It is { $name }'s until { $until }.
turn-lapsed = It was { $name }'s until { $until }; it is nobody's now.
turn-contested = It was awarded to several – { $names } –, so it is nobody's until all but one give it back: talko lead release { $short } --of NAME
explain-rules = rules, version { $version }
explain-match = { $name } and { $short } – { $title }: { $fit }
explain-rests = This follows from:
explain-no-crew = No crew was found: talko match crew { $short }
explain-seat = { $name } – { $role }
explain-turn = Who is asked first for { $short }: whoever was awarded fewest leads in { $days } days; between those alike the lower lot, which follows from lead and person alone.
explain-lot = lot { $lot }
explain-lease = An award holds { $days } days where its poster names no other end.
explain-by = By the { $what } of { $whose } ({ $record }).
marker-verification = verification
marker-tag = tag
marker-preference = preference
marker-erased = (erased)
marker-hidden = { $state }, not shown
marker-by = by { $name }, { $collective }
marker-until = until { $day }
marker-private = only on this computer
marker-none-own = Nothing is said of you yet. Say it: talko marker claim "driving licence" – or be asked: talko interview
marker-none = Nothing is said of { $name } that this computer may read.
marker-claim-saved = Saved: you can show { $name } ({ $short } ). It is your own word until somebody attests it: talko marker attest
marker-would-claim = Would say that you can show { $name }.
marker-kept = Kept on this computer alone: { $name }. It is never sent.
marker-would-keep = Would be kept on this computer alone: { $name }.
marker-attest-saved = Saved: you attest that { $name } can show { $what } ({ $short } ), with your name under it.
marker-would-attest = Would attest that { $name } can show { $what }.
marker-revoke-saved = Took back { $name } ({ $short } ). Whoever has read it knows it; it satisfies nothing any more.
marker-would-revoke = Would take back { $name } ({ $short } ).
marker-hide-saved = { $name } is not shown any more; whoever has read it knows it.
marker-shown-again = { $name } is shown again.
marker-would-hide = What others see of { $name } would change.
marker-forgotten = Forgotten on this computer: { $name }
marker-would-forget = Would be forgotten on this computer: { $name }
marker-head = { $short }  { $name } – { $of }
marker-label-sort = Sort
marker-label-state = State
marker-label-by = Said
marker-label-note = Note
marker-label-since = From
marker-label-until = Holds
marker-label-evidence = Seen (SHA-256)
marker-label-same-as = The same as
marker-evidence-fits = This is what was seen.
marker-evidence-other = This is not what was seen.
interview-count = { $count } questions
interview-question = { $key }: { $ask }
interview-proof = { "  " }To show: { $proof }
interview-how = Answer on a terminal, or on the line: talko interview { $name } --answer KEY=yes --seen KEY=FILE
interview-seen = What were you shown? ({ $proof }) A file, words, or nothing
interview-have = What can you show? ({ $proof }) A file, words, or nothing
interview-left = Left out, since it stands already or nobody can say it for another: { $names }
interview-saved = Saved: { $count ->
    [one] one thing that you can show
   *[other] { $count } things that you can show
}. Be asked for such work: talko availability role "{ $role }"
interview-attested = Saved: you attest { $count ->
    [one] one thing that { $name } can show
   *[other] { $count } things that { $name } can show
}, with your name under it.
interview-would-save = { $count ->
    [one] One marker would be saved
   *[other] { $count } markers would be saved
}.
claim-earlier = read an earlier version of the lead

## pledge

pledge-things = { $count ->
    [one] one thing
   *[other] { $count } things
}
pledge-offered = Saved pledge { $short } – { $amount } for { $name }: { $text }
pledge-would-offer = This would be promised: { $amount } for { $name }: { $text }
pledge-holds = It can be called until { $when }.
pledge-calls-most = It can be called { $most ->
    [one] once
   *[other] { $most } times
} at most.
pledge-notice-asked = A call must give { $hours ->
    [one] one hour
   *[other] { $hours } hours
} of notice.
pledge-would = This would be saved: { $said }
pledge-called = Called { $amount } of pledge { $short } – { $name } can see it.
pledge-given = Said that { $amount } of pledge { $short } were given; { $name } can confirm it.
pledge-confirmed = Confirmed { $amount } of pledge { $short } from { $name }.
pledge-released = Let { $name } off what was open of pledge { $short } .
pledge-declined = Declined pledge { $short } .
pledge-call-declined = Declined the call on pledge { $short } ; { $name } can see why.
instead-of-call = { $name } may decline it; to want less, let them off: talko pledge release { $short }
instead-of-gift = { $name } confirms only what arrived; say it to them where it was less.
instead-of-confirm = Where something is wrong, talk about it; a next promise can set it right.
instead-of-end = To go on after all, promise anew: talko pledge offer
instead-of-refusal = { $name } can call it again if you change your mind.
pledge-figures = Promised { $promised }, called { $called }, given { $given }, confirmed { $confirmed }, open { $open }.
pledge-erased-title = (erased)
pledge-stage-open = open
pledge-stage-called = called
pledge-stage-given = to confirm
pledge-stage-kept = kept
pledge-stage-released = let off
pledge-stage-declined = declined
pledge-stage-lapsed = over
pledge-list-empty = Nothing is promised or asked for. Offer help: talko pledge offer
pledge-column-text = PLEDGE
pledge-column-from = FROM
pledge-column-to = FOR
pledge-column-promised = PROMISED
pledge-column-given = GIVEN
pledge-column-open = OPEN
pledge-column-stage = STAGE
pledge-parties = { $from } promised { $to } on { $when } – { $stage }
ask-saved = Saved ask { $short } – { $text }
ask-would = This would be asked: { $text }
ask-needed = It is needed { $when }.
ask-by-open = { $name } asks for it since { $when } – open
ask-by-over = { $name } asked for it on { $when } – over
ask-hours = It would take { $hours }.
ask-until = An answer helps until { $when }.
ask-answer = { $name } promised { $promised } – { $stage }: talko pledge show { $short }
ask-column-text = ASKED FOR
ask-column-from = BY
ask-column-hours = HOURS
ask-column-when = WHEN
ask-column-state = STATE
ask-state-open = open
ask-state-over = over
ask-state-answered = { $count ->
    [one] answered
   *[other] answered { $count } times
}
step-called = { $when }  { $name } called { $amount }
step-given = { $when }  { $name } gave { $amount }
step-confirmed = { $when }  { $name } confirmed it
step-released = { $when }  { $name } let them off
step-declined = { $when }  { $name } declined
step-call-declined = { $when }  { $name } declined the call
step-note = { $line } – "{ $note }"
step-void = { $line } (does not count: { $reason })
void-author = this was not theirs to say
void-quantity = more than was left
void-unit = in another unit than the promise
void-late = it was too late
void-notice = with too little notice
void-calls = more calls than the promise allows
void-object = there was nothing that it could be about
balance-of = { $name }: { $text }
balance-line = { $promised } promised, { $given } given, { $open } open
balance-made = promised to others
balance-received = promised to them
balance-column-called = CALLED
balance-column-confirmed = CONFIRMED
balance-readable = Only pledges that this home may read are counted.

## me, member, collective

me-edited = Saved your face.
me-would-edit = This change to your face would be saved.
me-open = The federation sees your name, skills and languages.
me-inner = Only your own collective sees this. Sharing a lead or a pledge shows your name, skills and languages there.
me-removed = You no longer belong to it. What you have read stays here; what you write now, nobody else is shown.
me-paused = What you have promised goes on; nothing new begins. Read why: talko charter show
me-label-headline = Work
me-label-skills = Skills
me-label-languages = Languages
me-label-place = Place
me-label-zone = Time zone
me-label-links = Pages
skill-level = { $name } ({ $level })
skill-since = { $name } (since { $since })
skill-both = { $name } ({ $level }, since { $since })
role-new = new
role-member = member
role-steward = steward
role-former = former member
role-paused = { $role }, pausing until { $day }
member-belongs = { $role } in { $collective }
member-list-empty = Nobody here fits.
member-column-name = NAME
member-column-role = ROLE
member-column-skills = SKILLS
member-column-languages = LANGUAGES
member-newcomers = { $count ->
    [one] One newcomer waits
   *[other] { $count } newcomers wait
} for the stewards: talko member approve NAME
member-approved = { $name } is a member now.
member-approved-one = You approved { $name }; { $needed } stewards must.
member-would-approve = { $name } would be approved; nothing was written.
collective-label-people = People
collective-label-stewards = Stewards
collective-label-leads = Open leads
collective-label-currency = Currency
collective-face = What the federation sees:
collective-shows-members = It shows its members' names and skills to the federation.
collective-hides-members = Its members are shown to the federation only once they share something.
collective-contested = Two versions of the charter stand against each other. Talk to the other stewards.
collective-proposed = You proposed the change to { $name }; it does not hold yet.
collective-edited = Saved the change to { $name }.
collective-would-edit = { $name } would be changed so; nothing was written.
collective-words-undo = The words alone are taken back with talko undo { $operation }
collective-edit-readers = Its people read the words; the federation sees name and place.

## key device

device-unnamed = a device ({ $short })
device-column-name = DEVICE
device-column-owner = OF
device-column-since = SINCE
device-here = this one
device-in-force = signs for its owner
device-ended = taken back { $when }
device-dropped = taken off by the stewards { $when }
device-add-how = On your other computer, until { $day }:
device-add-command = { "  " }talko join { $line }
device-add-words = It asks for your twelve recovery words; the line alone opens nothing. All members are told of the new device.
device-add-for = { $name } types this on another computer, until { $day }:
device-add-their-words = It asks for { $name }'s twelve recovery words; the line alone opens nothing. All members are told of the new device.
device-ask-how = This computer is not listed yet. Send this line to a steward, by a way on which they know you:
device-ask-line = { "  " }{ $line }
device-ask-check = The steward types: talko member replace NAME --with LINE. Read to each other, by voice: { $check }
device-ask-next = Then let it run until the stewards have agreed: talko node start
device-ask-name = This cannot be undone. To go on, type the name: { $name }
device-removed = { $name } is yours no longer, and signs for you no more.
device-removed-keeps = What it wrote until now stays, as far as this computer has it; nothing new counts. All members are told.
device-removed-forgets = What it wrote is not shown any more, but for what others have agreed to. All members are told.
device-ask-stewards = Until a version of the charter leaves it out, what it agrees to still counts there. Ask a steward for that: talko charter revise --drop-device { $id }
device-until-agreed = Until they have agreed, what it agrees to still counts for the charter, together with as many of the others as decide.
device-would-remove = { $name } would no longer be yours; nothing was written.
device-newcomers = { $count ->
    [one] A newcomer waits
   *[other] { $count } newcomers wait
} for the stewards. Whoever came by a line that was made on that computer waits no longer then, and needs another line: approve first whom you know, by talko member approve NAME
instead-of-device = That computer comes in again with new keys: talko key device add
join-device = This computer is one of yours now, in { $name }. All members are told.
join-would-replacement = The line is whole: until { $day } it lets the stewards put this computer in the place of a lost one. Nothing was sent.
join-would-device = The line is whole: with your twelve words it brings in this computer until { $day }. Nothing was sent.
ask-words-needed = The twelve words
status-device-new = { $person } signs on another device, { $name }, since { $when }. If that is a surprise, ask them.
status-device-new-undated = { $person } signs on another device, { $name }. If that is a surprise, ask them.
status-device-replaced = The stewards listed another computer for { $person }, { $name }, in the place of a lost one ({ $when }). If that is a surprise, ask { $person }.
status-device-dropped = The stewards took { $name } of { $person } off the list ({ $when }).
status-device-ended = { $person } no longer signs on { $name } (taken back { $when }).
status-device-own = You also sign on { $name }, since { $when }. If that was not you: talko key device list

## repair

repair-clock-well = Nothing that you wrote is ahead of this computer's clock.
repair-clock-alone = This computer's clock says { $now }. No neighbour has confirmed that: look at another clock first.
repair-clock-confirmed = This computer's clock says { $now }, as { $machines ->
        [one] one neighbour's does.
       *[other] those of { $machines } neighbours do.
    }
repair-clock-ask = Say { $again ->
        [one] one item
       *[other] { $again } items
    } again as of now, and erase { $erased } that cannot be said again?
repair-clock-would = { $again ->
        [one] One item
       *[other] { $again } items
    } would be said again as of now, and { $erased } that cannot be said again would be erased.
repair-clock-done = Saved: { $again ->
        [one] one item is
       *[other] { $again } items are
    } said again as of now, { $erased } that cannot be said again are erased. You can write again.

## privacy

privacy-own = Only { $name } reads:
privacy-listed = Only those whom you name can open it, { $name } where you name nobody; the others carry it unread:
privacy-chosen = { $name } reads, and { $others } as far as it is shared (--share says how):
privacy-chosen-alone = { $name } reads, and whoever you will exchange with as far as it is shared (--share says how):
privacy-federations = { $name } and { $others } read:
privacy-federations-alone = { $name } reads, and every collective that you will exchange with:
privacy-machine = This computer alone keeps: keys and recovery words, settings, drafts that wait, the log of what you did.
privacy-nobody = Nothing is sent to anybody else: no server, no statistics.
privacy-remembers = What was read can be hidden by taking it back; nobody can be made to forget it.
privacy-address = The homes that you are connected to see this computer's address on the network, and when you write.
kind-ack = That you have seen a version of the charter
kind-address = Where your home can be reached
kind-approve = A steward's agreement to a change or a newcomer
kind-ask = Help that is asked for
kind-charter = The charter: who belongs, who decides
kind-comment = What is said about a lead or a pledge
kind-contact = Whom to write to about a lead
kind-cut = Which records stay of somebody who was removed
kind-erase = That a text is erased
    .by = erase
kind-leave = That a collective leaves an exchange of leads
kind-device = The computers that sign for you
kind-invite = Invites: whom they let in, until when; never the line itself
kind-invite-revoke = Invites that were taken back
kind-join = Who came in by which invite
kind-lead = Job leads
kind-person = The public half of the key behind your recovery words
kind-pledge = Promises of help
kind-pledge-ack = That promised help was received
kind-pledge-call = That promised help is asked for
kind-pledge-decline = That a promise or a call is declined
kind-pledge-fulfil = That promised help was given
kind-pledge-release = That somebody is let off a promise
kind-profile = Faces: name, skills, languages of a person or collective
kind-sealed = The sealed cover of a contact: about which lead, when, and how large at most
kind-terms = The collective's words: name, place, currency, rules
kind-vouch = That a collective speaks for another one
    .by = federation vouch
kind-availability = When and for what you can be asked
kind-free-busy = When you are free or busy, without the reason
kind-marker = What you can show of yourself: a licence, a language, a wish
    .by = marker
kind-marker-view = Which words about yourself you do not show
    .by = marker
kind-claim = That you would take a lead
    .by = lead claim
kind-claim-award = Whose turn a lead is, and until when
    .by = lead award
kind-claim-release = That a lead is free again
    .by = lead release
kind-bid = A joint offer while it is being made: price, what the client gets, for whom
    .by = bid
kind-share = What part of a joint offer you would do, and for how much
    .by = bid
kind-assent = That you signed a joint offer as it stands
    .by = bid
kind-bid-submit = When and how a joint offer was sent
    .by = bid
kind-bid-outcome = How a joint offer ended
    .by = bid
kind-invoice = What a client was asked to pay for a joint offer, and until when
    .by = invoice
kind-payment = What the client paid
    .by = invoice
kind-payout = What part of it was passed on, and to whom
    .by = invoice
kind-payout-ack = Whether that part came
    .by = invoice

## erase

erase-ask = Erase { $title }? It cannot be taken back
erase-gone = The text leaves each computer seven days after that computer has heard of it, this one on { $day }; until then it is hidden.
erase-hidden = { $title } is hidden from now on, here and wherever this arrives.
erase-keeps = Who has read it may remember it, and backups made before keep it. What others agreed to stays agreed to.
erase-waits = Nothing is hidden yet: { $agreed } of { $needed } stewards have said so; still missing: { $missing }. They say the same: talko erase { $short }
erase-whose = { $title } is by { $name }: its author, or the stewards together, erase it.
erase-would = This would take the text away; nothing was written.
instead-of-erase = It cannot be taken back; write it again where it was a mistake.

## federation

federation-none-yet = Your collective shares its leads with no other one yet. Invite one: talko invite new --collective
federation-alone = { $short }: nobody else is in it yet.
federation-with = { $short }: with { $names }
federation-leave-follows = New leads no longer go to { $names }, nor theirs to you. What was shared stays on their computers and yours until its day is over.
federation-leave-alone = Nobody else is in it.
federation-would-leave = This would take your collective out; nothing was written.
federation-ask-name = This cannot be undone. To go on, type the name of your collective: { $name }
federation-left = { $name } has left.
federation-leave-waits = { $agreed } of { $needed } stewards have said so; the others agree with: talko federation leave
federation-wish-found = { $name } wants your collective to found a federation ({ $when }).
federation-wish-join = { $name } wants your collective to come into federation { $short }, by an invite ({ $when }).
federation-wish-vouch = { $name } wants your collective to speak for { $collective } ({ $when }).
federation-wish-revise = Version { $number } of federation { $short } is proposed ({ $when }).
federation-wish-waits = { $agreed } of { $needed } stewards of your collective have said so; still missing: { $missing }. They agree with: talko federation approve { $short }
federation-wish-carried = Enough stewards have agreed. The computer on which it was begun knocks at the door.
federation-ask-found = Found a federation? Others come in by your invites, and read what you share
federation-ask-approve = Agree, for your collective?
federation-ask-out = The others decide as well; nobody comes back without a new version. To go on, type the name of the collective: { $name }
federation-ask-revise = Propose this?
federation-ask-vouch = Speak for { $name }? Your collective speaks for one newcomer in a quarter of a year
federation-by-founding = founded it
federation-by-invite = invited by { $name }
federation-by-some-invite = by an invite
federation-by-version = by a version
federation-by-vouches = spoken for by { $names }
federation-can-list = It can be listed: talko federation revise --list { $short }
federation-change-added = { $name } is listed, and reads what the others share.
federation-change-out = { $name } is put out.
federation-change-threshold = { $after ->
    [one] One collective
   *[other] { $after } collectives
} must agree to a change from then on; it was { $before }.
federation-change-written = All who are in are written down as they are now.
federation-column-by = BY WHOSE WORD
federation-column-name = COLLECTIVE
federation-column-since = IN SINCE
federation-column-word = ITS WORD FOR A NEWCOMER
federation-head = Federation { $short }, version { $number } since { $since }
federation-needs = { $all ->
    [one] The one collective that it lists decides about the next version
   *[other] A change needs { $needed } of the { $all } collectives that it lists
}.
federation-next-invite = The next one comes in by one line of one of you: talko invite new --collective
federation-next-vouch = For the next one { $needed } collectives must speak, each for one until { $day }: talko federation vouch NAME
federation-out-follows = From then on the others and it exchange nothing new; what was shared stays where it is until its day is over.
federation-outside = { $name } is not in.
federation-outside-by = { $name } came by an invite of { $by } on { $when }, and is not in.
federation-outside-came = { $name } came by an invite on { $when }, and is not in.
federation-rival = Version { $number } ({ $short }) stands against the one that holds: { $what } Say which you follow: talko federation seen { $short }
federation-seen = You have said that you have seen version { $short } of the federation.
federation-show-hint = More about one: talko federation show
federation-speak-more = { $found } of { $needed } speak for it. To speak for it too: talko federation vouch { $short }
federation-speaker = { $name } ({ $when })
federation-speakers = For it speak: { $names }.
federation-unwritten = Who came by an invite and is in no version has no say in the next one yet: talko federation revise
federation-version-holds = It holds: version { $number } of the federation.
federation-version-waits = { $agreed } of { $needed } collectives have agreed; still missing: { $missing }.
federation-vouch-spent = Your word of this quarter is used; this one counts after { $day }.
federation-vouched = Your collective speaks for { $name }.
federation-word-free = free
federation-word-none = none yet
federation-word-used = used until { $day }
federation-would-revise = This would be proposed; nothing was written.
federation-would-vouch = Your collective would speak for { $name }; nothing was written.
federation-would-found = This would found a federation, or propose it; nothing was written.
federation-founded = The federation stands. Invite a collective: talko invite new --collective
instead-of-version = It cannot be undone: propose the next version with talko federation revise
instead-of-vouch = Said is said; it is of use only to a version that lists them.
instead-of-wish = Whoever has agreed leaves it again: talko federation leave
join-waits-stewards = Until then nothing is sent. It is kept here until { $day }; leave this computer running: talko node start
instead-of-leaving = Whoever wants to come back needs a new invite.

## charter

charter-head = Charter of { $name }, version { $number } ({ $short })
charter-label-since = Since
charter-label-by = Agreed
charter-label-threshold = To change it
charter-label-members = Members
charter-label-newcomers = Newcomers
charter-label-paused = Pausing
charter-paused-until = { $name } until { $day }
charter-label-removed = No longer in it
charter-label-admission = Coming in
charter-label-claim = A claim of a lead holds
charter-label-dues = Dues
charter-label-floor = Least price, { $role }
charter-label-levy = The collective keeps
charter-label-majority = To carry a vote
charter-label-quorum = Must take part in a vote
charter-label-limit = Limit
charter-label-seen = Seen by
charter-label-unseen = Not seen by
charter-threshold-of = { $stewards ->
    [one] the one steward decides
   *[other] { $needed } of { $stewards } stewards must agree
}
charter-admit-invite = by an invite alone
charter-admit-stewards = by an invite, and the stewards' word
charter-limit = { $count } writes a week and device
guide-admission = How newcomers come in (invite, or stewards)
guide-claim = For how many days a claim of a lead holds
guide-dues = What each member pays a month
guide-floor = The least price an hour of a role (ROLE=MONEY)
guide-levy = What the collective keeps of a price (percent)
guide-member = A steward becomes a member like the others (name)
guide-quorum = How many of the members must vote (percent)
guide-rules = The rules in your own words (a file)
guide-steward = A member becomes a steward (name)
guide-threshold = How many stewards must agree
guide-tickets = How many things a device may write in a week
guide-what = What is to change
number-a-month = { $money } a month and member
number-an-hour = { $money } an hour
number-days = { $days ->
    [one] one day
   *[other] { $days } days
}
number-none = nothing said
number-of-members = { $percent } percent of the members
number-of-price = { $percent } percent of a price
number-of-votes = more than { $percent } percent of the votes
charter-news = These rules are new to you (version { $number }):
charter-news-next = When you have read them: talko charter seen
availability-set = Saved when you can be asked.
availability-would-set = Would save when you can be asked.
availability-cleared = Nobody is told any more when you can be asked.
availability-would-clear = Would take back when you can be asked.
availability-unsaid = You have not said when you work. Say it: talko availability set "mon-fri 09:00-17:00"
availability-unseen = They do not say when they work, or not to your collective.
availability-coming = Free in the coming seven days ({ $zone }):
availability-own = Your collective alone reads this. Let others see free or busy: talko availability set --share federation
availability-shown = Your collective reads this. Others see free or busy until { $until }, and what you do; no zone, price or reason.
availability-shown-priced = Your collective reads this. Others see free or busy until { $until }, what you do, and what you ask for an hour where you say so; no zone or reason.
availability-label-week = Week ({ $zone })
availability-label-quiet = Never
availability-label-notice = Notice
availability-label-cap = At most
availability-label-place = Where
availability-label-away = Away
availability-label-role = Work
availability-a-week = { $hours } a week
availability-remote = from afar
availability-remote-and = from afar, or in { $places }
availability-nowhere = not from afar
availability-days = { $first } to { $last }
availability-role-off = { $role } (switched off)
availability-role-floor = { $role }, from { $floor } an hour
overlap-with = In common with { $with }:
overlap-none = No hour in the coming four weeks.
overlap-line = { $common } of { $wanted } a day
overlap-enough = Every day has { $hours } in common.
overlap-short = Not every day has { $hours } in common.
charter-item = { "  " }{ $line }
charter-by = { $name } proposes a change ({ $short }):
charter-needs = This change needs { $needed } of { $stewards } stewards; { $agreed ->
    [one] one has agreed
   *[other] { $agreed } have agreed
}; { $missing ->
    [one] still missing
   *[other] { $more ->
        [one] one more
        [2] two more
       *[other] { $more } more
    } of { $missing ->
        [2] these two
        [3] these three
       *[other] these { $missing }
    } { $more ->
        [one] is
       *[other] are
    } missing
}: { $names }
charter-needs-members = This change needs { $needed } of { $members } members; { $agreed ->
    [one] one has agreed
   *[other] { $agreed } have agreed
}; { $missing ->
    [one] still missing
   *[other] { $more ->
        [one] one more
        [2] two more
       *[other] { $more } more
    } of { $missing ->
        [2] these two
        [3] these three
       *[other] these { $missing }
    } { $more ->
        [one] is
       *[other] are
    } missing
}: { $names }
charter-members-may = Two thirds of the members carry it, without a steward. All members are told.
charter-as-member = You are no steward: your word counts as a member's, and two thirds of the members carry it.
charter-holds = It holds: version { $number } of the charter.
charter-held = It held until a later version came: version { $number }.
charter-overtaken-line = It does not hold: another change came first ({ $short }).
charter-rival-line = It stands against another change of the same version ({ $short }, version { $number }).
charter-approve-how = They agree with: talko charter approve { $short }
charter-approve-yours = Your word is asked for: talko charter approve { $short }
charter-contested = Two changes were agreed to by enough stewards each, by people who did not know of the other one.
charter-contested-own = Your home follows version { $number } ({ $short }).
charter-contested-none = Neither holds yet; version { $number } goes on.
charter-contested-other = Against it stands { $short } by { $name }; agreed: { $agreed }
charter-contested-seen = { "  " }followed by { $names }
charter-contested-next = Talk to each other. Whoever has chosen says so once: talko charter seen ID – the one that more members follow holds.
charter-seen = You have said that you have seen version { $number }.
charter-would-seen = This would say that you have seen version { $number }; nothing was written.
charter-would = This would change the charter; nothing was written:
charter-would-approve = This would agree to the change; nothing was written.
charter-ask = Is that what you mean
charter-ask-name = This cannot be undone. To go on, type the name: { $name }
charter-diff-head = From version { $from } to version { $to }:
charter-diff-none = Nothing differs.
charter-founded = founded
charter-column-version = VERSION
charter-column-by = BY
charter-column-changes = CHANGES
phase-past = before
phase-in-force = holds
phase-proposed = proposed
phase-overtaken = overtaken
phase-rival = contested
change-removed = { $name } no longer belongs.
change-joined = { $name } is written down as a member.
change-steward = { $name } becomes a steward.
change-member = { $name } is no steward any more, and stays a member.
change-paused = { $name } takes on nothing new until { $day }, because:
change-resumed = { $name } takes things on again.
change-device-replaced = { $name } signs on another computer from then on; what signed for them before does so no more.
change-device-removed = A device of { $name } is taken off; { $count ->
    [0] none is left
    [one] one is left
   *[other] { $count } are left
}.
change-device-added = A device of { $name } is written down; { $count ->
    [one] it is the only one
   *[other] { $count } are listed
}.
change-threshold = { $stewards ->
    [one] One steward decides alone from then on.
   *[other] A change needs { $needed } of { $stewards } stewards from then on.
}
change-admit-stewards = Whoever joins waits for the stewards' word.
change-admit-invite = Whoever joins by an invite is a member at once.
change-tickets = Each device may write { $count } things a week; it was { $before }.
change-rules = Version { $version } of the program's rules holds: older programs only pass on what is written.
change-words = Other words hold; this home cannot read them.
change-name = The collective is called { $name }.
change-place = Its place is: { $place }
change-currency = Its currency is: { $currency }
change-currency-sums = Its dues and floors keep their numbers, and count in { $currency } from then on.
change-about = What it is for is said in other words:
change-bylaws = Its rules are said in other words:
change-no-words = (nothing)
change-number = { $what }: { $now }; it was: { $before }.
role-steward-may = A steward's agreement changes the charter, makes invites and approves newcomers.
pause-means = { $name } posts no leads, asks and promises nothing new. What they have promised holds, and they keep their voice.
pause-appeal = { $name } is told, with the reason. Stewards end it: talko member resume; so can two thirds of the members.
remove-ends = { $name }'s devices no longer read or write here.
replace-check = The new computer reads: { $check }. Hear it from { $name } by voice before you go on: who has sent you another line becomes { $name }.
replace-old = Every computer that signed for { $name } until now signs and reads no more.
replace-told = All members are told for 14 days.
replace-how = It needs no words and opens nothing. The new computer shows a line, which { $name } sends back to you.
replace-next = You then type: talko member replace NAME --with LINE
remove-keeps = What they wrote until now stays: { $count ->
    [one] one record
   *[other] { $count } records
}.
instead-of-keep = To hide one of them again, erase it: talko erase ID
keep-ask = Let { $count ->
    [one] one thing
   *[other] { $count } things
} of { $name } stay? It shows to all then
keep-begun = Another steward has listed some of it; who keeps the same agrees.
keep-column-what = WHAT
keep-column-when = DATED
keep-done = { $count ->
    [one] One thing
   *[other] { $count } things
} of { $name } { $count ->
    [one] stays and shows
   *[other] stay and show
} from now on.
keep-head = This of { $name } does not show, since no list names it. The dates are what the computer said; they prove nothing.
keep-next = To let all of it stay: --all. To let one thing stay: --record ID
keep-nothing = Nothing of { $name } waits to be listed.
keep-waits = { $agreed } of { $needed } stewards have listed it; the others say the same: talko member keep { $name }
keep-what = { $kind }: { $title }
keep-would = This would let { $count ->
    [one] one thing
   *[other] { $count } things
} of { $name } stay; nothing was written.
remove-forgets = What { $name } wrote is not shown any more, but for what others have agreed to.
remove-remembers = What { $name } has read already stays on their own computer.
instead-of-law = To change it again: talko charter revise
instead-of-approve = To take { $name } out again: talko member remove
instead-of-seen = What you have seen you have seen.

## Help: the frame

help-usage = Usage:
help-commands = Commands
help-options = Options
help-everywhere = Options everywhere
help-arguments = Arguments
help-examples = Examples:
help-topics = Topics for talko help: { $topics }
help-exit = The command ends with exit code { $exit }.

## Help: commands

about-talko = Talko: share job leads, bid together, help each other out.
about-repair = Sets right what went wrong on this computer
about-repair-clock = Goes on after the clock ran ahead: says again as of now what is dated in the future
about-privacy = What leaves this house, and who reads it
examples-privacy =
    talko privacy
    talko privacy lead
about-config = The settings of this home
about-config-show = Shows every setting
about-config-get = Shows one setting
about-config-set = Changes a setting
about-config-unset = Takes a setting out, so that the usual holds again
examples-config-set =
    talko config set currency PHP
    talko config set tz Asia/Manila
    talko config set disk_max "16 GiB"
    talko config set external /ip4/203.0.113.7/tcp/4747
about-status = Am I connected, what is queued, what needs me
about-lead = Job leads: post, find, change, take in, hand on
about-lead-new = Posts a lead; the federation reads it unless --share own
about-lead-list = Lists leads that can still be answered
about-lead-search = Finds leads that have all the words
about-lead-show = Shows a lead with everything that is said about it
about-lead-edit = Changes a lead of yours
about-lead-close = Says how a lead of yours ended
about-lead-withdraw = Takes a lead of yours back
about-lead-comment = Says something about a lead
about-lead-import = Takes in adverts: JobPosting, saved web pages, RSS, Atom, JSON, CSV
about-lead-export = Writes leads for other programs
examples-lead-new =
    talko lead new "Bookkeeper for a café" --skills bookkeeping,xero --hours 15/week --budget "9..12 USD" --per hour
    talko lead new - < advert.txt
    talko lead new "Payroll helper" --contact "Ms Rivera, rivera@example.org" --contact-to Binh,Chidi
examples-lead-list =
    talko lead list --closes-within 3d
    talko lead list --skill xero --min "10 USD"
examples-lead-import =
    talko lead import jobs.csv --map title=A,budget=C
    talko lead import https-page-saved.html --dry-run

about-up = Sets up if needed, runs, and says what happens
examples-up =
    talko up
    talko up --start "Cebu Desk" --name Amara
about-demo = Shows everything on this computer: two or three homes meet, share and promise; nothing is left behind
examples-demo =
    talko demo
    talko demo --collectives 2 --leads jobs.csv
about-setup = Starts a collective, joins one, or restores a backup
examples-setup =
    talko setup --start "Cebu Desk" --name Amara --place Cebu --currency PHP
    talko setup --join talko1…
about-join = Joins by an invite, whichever kind it is
examples-join =
    talko join talko1…
    talko join talko1… --exchange full
    pbpaste | talko join -
about-doctor = Checks everything, with what to do for each
about-log = What was written here, newest first
about-erase = Takes text away: your own, or by the stewards together anybody's
examples-erase =
    talko erase 7K3Q
    talko erase 7K3Q --why "The client asked for it"
about-undo = Takes back the last thing you wrote, or the one that is named
examples-undo =
    talko undo
    talko undo 12 --dry-run
about-redo = Brings back what the last undo took, or the one that is named
examples-redo =
    talko redo
    talko redo 12
about-invite = Lets a person or a collective in
about-invite-new = Makes an invite: one line to send
examples-invite-new =
    talko invite new --qr
    talko invite new --collective --expires 3d
about-invite-list = Shows every invite and who used it
about-invite-approve = Agrees to one that another steward made
about-invite-revoke = Takes an invite back
about-federation = The collectives with which yours shares leads
about-federation-leave = Takes your collective out; for stewards
about-federation-found = Founds one; for stewards, as many as must agree
about-federation-approve = Agrees to what another steward or another collective wants; for stewards
about-federation-list = Shows those in which your collective is
about-federation-revise = Proposes its next version: who is listed, who is put out; for stewards
examples-federation-revise =
    talko federation revise
    talko federation revise --list 9QD2K7
    talko federation revise --remove "Laguna VAs"
about-federation-seen = Says that you have seen a version; for stewards
about-federation-show = Shows one: who is in and by whose word, what waits
about-federation-vouch = Speaks for a collective that wants in; for stewards
about-neighbour = The other collectives
about-neighbour-list = Shows every collective that is known
about-neighbour-show = Shows one of them
about-neighbour-block = Deals with one no more, on this computer alone
about-neighbour-unblock = Deals with one again
about-node = The process that sends and receives
about-node-start = Starts it; returns when it serves
examples-node-start =
    talko node start
    talko node start --listen /ip4/0.0.0.0/tcp/4001
about-node-stop = Ends it; everything is kept
about-node-status = How it stands
about-node-watch = Says what happens as it happens, until Ctrl-C
about-node-peers = Shows the other homes
about-node-reach = Says whether other homes can call this one
about-backup = An encrypted copy of everything
about-backup-new = Makes one, and opens it again to prove it
examples-backup-new =
    talko backup new -o /media/stick/talko.age
about-backup-check = Really restores one into a temporary folder, and compares
about-restore = Makes this empty home from a backup, with new keys
about-export = Everything as files that are readable without Talko
about-export-all = Writes tables as CSV and every record as JSON
examples-export-all =
    talko export all -o talko-export
about-key = The twelve words that bring you back
about-key-words = Shows the twelve words while they are still kept here
about-key-passphrase = Puts the keys of this home under a passphrase, or takes it off
about-key-passphrase-set = Puts the keys under a passphrase, or under another one
examples-key-passphrase-set =
    talko key passphrase set
    talko key passphrase set --passphrase-file new.txt --old-passphrase-file old.txt
about-key-passphrase-remove = Takes the passphrase off the keys
examples-key-passphrase-remove =
    talko key passphrase remove
    talko key passphrase remove --passphrase-file old.txt
about-key-unlock = Opens the keys for as long as Talko runs
examples-key-unlock =
    talko key unlock
    talko key unlock --passphrase-file secret.txt
about-key-lock = Forgets the keys until the passphrase is given again
examples-key-lock =
    talko key lock
about-key-renew = Gives this home new keys, where it is a copy or has forgotten what it has signed
examples-key-renew =
    talko key renew
    talko key renew --words-file words.txt --yes
about-key-words-check = Proves by three of them that you wrote them down
examples-key-words-check =
    talko key words-check
    printf '2=river\n7=lamp\n11=mango\n' | talko key words-check -
about-key-device = Your computers: those that sign for you, four at most
about-key-device-list = Lists them
about-key-device-add = Makes the line by which another computer of yours comes in
about-key-device-ask = Shows the line by which this computer asks the stewards to be listed
about-key-device-remove = Says that one is yours no longer: lost, sold, given away
examples-key-device-add =
    talko key device add
    talko key device add --of Amara
examples-key-device-remove =
    talko key device remove "old laptop"
about-completion = Prints what a shell needs to complete commands
examples-completion =
    talko completion bash > ~/.local/share/bash-completion/completions/talko
about-help = Explains a command, a topic or the code of an error
examples-help =
    talko help lead new
    talko help invites
    talko help E-PAST
about-availability = When and for what you can be asked
about-availability-show = Shows it: yours, or a member's
about-availability-set = Says when, and under which conditions; what you do not say stays
about-availability-role = Switches a kind of work on or off, with a least price
about-availability-pause = Says on which days you are away
about-availability-overlap = The hours in common with a client's zone, or with a member
about-availability-clear = Takes all of it back
about-pledge = Help that is promised: offer, ask, call, confirm
about-pledge-offer = Promises help to a member or a collective
about-pledge-ask = Asks for help
about-pledge-accept = Promises what somebody asked for
about-pledge-call = Asks for what was promised to you
about-pledge-done = Says that you gave what was called
about-pledge-confirm = Confirms the newest help that you were given
about-pledge-release = Lets somebody off what is still open
about-pledge-decline = Says no: to a promise, to a call, or takes a promise back
about-pledge-list = Lists what is promised and asked for
about-pledge-show = Shows a pledge with everything that happened to it
about-pledge-balance = Adds up what somebody promised and gave
examples-pledge-offer =
    talko pledge offer "4h bookkeeping" --to "Ana" --valid 90d
    talko pledge offer "2 monitors" --to "Cebu Desk" --share federation
examples-pledge-balance =
    talko pledge balance --of "Ana"
    talko pledge balance --unit PHP
about-me = Your own face: what others see of you
about-me-show = Shows it
about-me-edit = Changes it
about-me-skill = What you can do
about-me-skill-add = Says that you can do something
about-me-skill-remove = Says it no longer
examples-me-skill-add =
    talko me skill add QuickBooks --since 2019
about-member = The people of your collective
about-member-list = Lists them: stewards, members, newcomers
about-member-show = Shows one
about-member-approve = Approves a newcomer; for stewards
about-member-role = Makes a member a steward, or a steward a member; for stewards
about-member-pause = Lets a member take on nothing new for a while; for stewards
examples-member-pause =
    talko member pause Binh --why "moving house" --until "in 3 weeks"
about-member-resume = Ends a pause; for stewards
about-member-replace = A new computer for somebody who lost computer and words; for stewards
about-member-keep = Lists what somebody wrote who was removed and what arrived too late, and lets it stay; for stewards
examples-member-keep =
    talko member keep Mallory
    talko member keep Mallory --record 7K3Q
about-member-remove = Takes somebody out of the collective; for stewards
examples-member-replace =
    talko member replace Binh
    talko member replace Binh --with talko1...
examples-member-role =
    talko member role Binh steward
examples-member-remove =
    talko member remove Binh
    talko member remove Binh --confirm Binh --no-input
about-charter = What the collective has agreed on: who belongs, who decides, by which rules
about-charter-show = Shows what holds, who has seen it, and what waits
about-charter-history = Lists every version, the newest first
about-charter-diff = Says what differs between two versions
about-charter-revise = Changes it, or proposes the change to the other stewards
about-charter-approve = Agrees to a change that another steward proposed
about-charter-seen = Says that you have seen a version; of two that are contested, that you follow it
examples-charter-revise =
    talko charter revise --steward Binh --steward Chidi
    talko charter revise --threshold 2 --admission stewards
    talko charter revise --quorum 50 --floor "bookkeeping=450 PHP" --levy 5
examples-charter-diff =
    talko charter diff
    talko charter diff 1 3
about-collective = Your collective: its words and its public face
about-collective-show = Shows it
about-collective-edit = Changes it; for stewards
examples-collective-edit =
    talko collective edit --name "Cebu Desk" --currency PHP
    talko collective edit --shows-members yes

## Help: commands, who can do it
about-match = Who could do which lead, told constraint by constraint
about-match-for-me = Which open leads you could do, what pays most for an hour first
about-match-crew = The cheapest people who together can do a lead, or what is in conflict
examples-match =
    talko match 7K3Q
    talko match 7K3Q --why-not
    talko match 7K3Q --for Binh
    talko match for-me
    talko match crew 7K3Q
about-lead-claim = Says that you would take one
about-lead-award = Says whose turn an own one is, for a while
about-lead-release = Gives a claim or an award back
about-explain = The records, and the version of the rules, behind what a screen says
about-explain-match = Behind the verdicts about somebody and a lead
about-explain-crew = Behind each seat of a crew
about-explain-turn = Behind whose turn a lead is
about-marker = What you can show: licences, certificates, what you like
about-marker-list = Lists what is said of you, or of a member
about-marker-claim = Says something of yourself
about-marker-attest = Confirms something of a member, with your name under it
about-marker-revoke = Takes back what you said of yourself or of a member
about-marker-show = Shows one, and whether a paper is the one that was seen
about-marker-hide = Shows others no more what is said of you
about-marker-forget = Forgets a confidential tag on this computer
about-interview = A guided conversation about what you can show
examples-interview =
    talko interview
    talko interview carer
    talko interview carer --answer first-aid=yes --answer animals=yes
    talko interview carer --for Binh --seen first-aid=certificate.pdf
examples-marker-attest =
    talko marker attest Binh "first aid" --evidence certificate.pdf --expires 2y

## Help: options

arg-help = Shows this help
arg-version = Shows the version
arg-json = Answers with one JSON object
arg-plain = Answers with rows separated by tabs
arg-quiet = Says nothing beside the answer
arg-verbose = Says more; -vv even more
arg-dry-run = On writes: shows what would be written, who would see it and its size
arg-yes = Answers every question with yes
arg-no-input = Asks nothing; what is missing is an error
arg-no-color = No colours (NO_COLOR does the same)
arg-no-pager = Shows long lists without a pager
arg-lang = The language, as a tag such as en
arg-tz = The time zone, such as Asia/Manila
arg-home = The folder of the home
arg-wait = On writes: waits until another home has it, at most this long (60s)
arg-up-start = The collective's name where none is set up yet (this computer's name)
arg-availability-show-of = Whose (yours)
arg-availability-show-zone = Also the coming seven days on this clock, such as Australia/Melbourne
arg-availability-set-week = The hours of a week, such as "mon-fri 09:00-17:00" "sat 9-12"; over midnight goes on the next day
arg-availability-set-zone = The clock that these hours are of (your profile's)
arg-availability-set-never = Hours in which you never work, whatever the week says: 22:00-06:00
arg-availability-set-notice = How long before it begins you must know of work: 2d, 4h
arg-availability-set-cap = The most hours a week that you take on
arg-availability-set-remote = Whether you work from afar
arg-availability-set-area = Places that you travel to
arg-availability-set-prices = shown: others see what you ask for an hour beside each kind of work; hidden: they do not (the usual)
arg-availability-role-price = Whether others see what you ask for an hour of it, where they see you at all: shown or hidden (the usual)
arg-availability-set-share = federation: others see free or busy and what you do, no more; own: they see nothing
arg-availability-role-name = The kind of work, such as bookkeeping
arg-availability-role-off = Switches it off: you are not matched for it
arg-availability-role-remove = Takes it out of the list
arg-availability-role-floor = The least price of an hour, such as "9 USD"; one a currency; your collective alone reads it
arg-availability-pause-until = The last day
arg-availability-pause-from = The first day (today)
arg-availability-pause-end = You are back: no coming day is otherwise than your week
arg-availability-overlap-with = A time zone, or somebody
arg-availability-overlap-week = The working hours there
arg-availability-overlap-hours = Says whether each day has so many in common
arg-up-name = Your name there (the system's)
arg-listen = An address to listen on, such as /ip4/0.0.0.0/tcp/4001; repeatable, port 0 takes a free one
arg-no-lan = Does not look for other homes on this network
arg-setup-start = Founds a collective of this name
arg-setup-name = Your name in it
arg-setup-place = Where it is
arg-setup-currency = The currency in which it counts, such as PHP
arg-setup-join = Joins by this invite instead
arg-setup-restore = Restores this backup instead
arg-join-invite = The line as it came; "-" reads it from stdin
arg-demo-collectives = How many collectives: 2 or 3
arg-demo-leads = Adverts to share, in any form that talko lead import reads; a few invented ones otherwise
arg-join-name = Your name in the collective
arg-join-exchange = leads: the others see shared leads; full: also your members' public names and skills
arg-join-accept-rules = Does not ask again
arg-log-since = Not older than this: 3d, monday, 2026-11-01
arg-log-of = Only about this id
arg-limit = At most this many
arg-redo-operation = The number that talko log shows for what was taken back (the last one)
arg-undo-operation = The number that talko log shows (the last one)
arg-invite-new-member = For a person (the usual)
arg-invite-new-collective = For another collective
arg-invite-new-federation = Into which federation, by its id or the name of a collective in it; not needed where there is only one
arg-invite-new-uses = How many may use it
arg-invite-new-expires = How long it holds: 7d, or a date
arg-invite-new-qr = Shows a picture to scan as well
arg-invite-approve-id = The invite's id
arg-invite-revoke-id = The invite's id
arg-federation-approve-wish = What, by its id; not needed where one thing waits
arg-federation-leave-confirm = Your collective's name, instead of the question
arg-federation-revise-confirm = The name of the collective that is put out, instead of the question
arg-federation-revise-federation = Of which federation, by its id or the name of a collective in it; not needed where there is only one
arg-federation-revise-list = A collective to be listed, by its name or id; may be given several times
arg-federation-revise-remove = A collective to be put out, by its name or id
arg-federation-revise-threshold = How many collectives must agree to a change: more than half
arg-federation-seen-federation = Of which federation, by its id or the name of a collective in it; not needed where there is only one
arg-federation-seen-version = Which version, by its id; not needed for the one that holds
arg-federation-show-federation = Which, by its id or the name of a collective in it; not needed where there is only one
arg-federation-vouch-collective = The collective's name or id
arg-federation-vouch-federation = Into which federation, by its id or the name of a collective in it; not needed where there is only one
arg-federation-leave-federation = Which, by its id or the name of a collective in it; not needed where there is only one
arg-neighbour-show-name = The collective's name or id
arg-neighbour-block-name = The collective's name or id
arg-neighbour-unblock-name = The collective's name or id
arg-node-start-foreground = Stays in this terminal
arg-node-start-leashed = Ends when its stdin ends
arg-node-start-detached = Answers over a pipe to the process that started it
arg-passphrase-file = A file with the passphrase in its first line; "-" reads it from stdin
arg-restore-file = The backup
arg-restore-words-file = A file with the twelve words
arg-backup-new-output = Where (talko-backup-DATE.age here)
arg-backup-check-file = The backup
arg-export-all-output = A new or empty folder
arg-key-passphrase-set-old-passphrase-file = A file with the passphrase that they have
arg-key-renew-words-file = A file with the twelve words, where they were confirmed before
arg-key-words-check-stdin = "-" reads lines such as 2=river from stdin
arg-key-device-add-of = For another member whose computer is lost; they type their own words
arg-key-device-list-all = Those of everybody in the collective
arg-key-device-add-expires = How long the line holds: 7d, or a date
arg-key-device-remove-device = Its name or id
arg-key-device-remove-words-file = A file with the twelve words, where they are no longer kept here
arg-key-device-remove-forget = What it wrote goes with it, but for what others have agreed to
arg-key-device-remove-confirm = Its name or id again, instead of the question
arg-join-words-file = A file with the twelve words, for another computer of yours
arg-join-label = What that computer is called, such as "old laptop"
arg-privacy-kind = Only this kind, such as lead
arg-completion-shell = bash, zsh, fish, powershell or elvish
arg-help-about = A command, a topic, or a code such as E-PAST
arg-config-key = lang, tz, currency, listen, external, lan, upnp, disk_max or line_max
arg-config-value = What it becomes
arg-oneline = One line only
arg-watch = Says it again whenever it changes, until Ctrl-C
arg-status-oneline = One line only
arg-lead = The lead, by its id or its title
arg-contact = Whom to write to, sealed: only those named with --contact-to can read it; - for stdin, none to take it away
arg-contact-to = Who can read the contact: people or collectives; your own collective otherwise
arg-share = Who reads it: own, federation, or the name of a collective in one federation
arg-lead-title = What is wanted, in one line; - reads the whole advert from stdin
arg-lead-edit-title = Another title
arg-lead-text = The advert's own words; - reads stdin
arg-lead-comment-text = What you say; - reads stdin
arg-lead-from-file = A file with the advert's own words
arg-lead-client = Who asks for the work
arg-lead-place = Where the client or the work is
arg-lead-skills = Skills, with commas between
arg-lead-hours = Hours a week, such as 15/week
arg-lead-budget = What is paid, such as "9..12 USD"
arg-lead-per = For what: hour, day, week, month, year or project
arg-lead-closes = When it closes, such as "in 30 days" or "fri 17:00"
arg-lead-starts = When the work begins
arg-lead-language = The language of the work (--lang is the language of this program)
arg-lead-source = Where you found it: the page, or the name of the board
arg-lead-remote = Whether it can be done from anywhere: yes or no
arg-lead-not-duplicate = Posts it although it may be known already
arg-lead-open = Only what can still be answered; the usual
arg-lead-all = Also what is closed, withdrawn or over
arg-lead-mine = Only what you posted
arg-lead-skill = Only what asks for these skills
arg-lead-min = Only what pays at least this much
arg-lead-closes-within = Only what closes within this time, such as 3d
arg-lead-from = Only what this collective posted
arg-lead-sort = The order: closes, new or match
arg-offset = Leaves out the first so many
arg-lead-words = The words; a lead must have all of them
arg-lead-result = How it ended: won, lost, gone or scam
arg-lead-file = The file; - reads stdin
arg-lead-map = Which column of a table is which field, by letter or heading
arg-lead-again = Takes leads again that were withdrawn here
arg-lead-format = csv or jsonld
arg-lead-output = Into this file instead of stdout
arg-pledge-text = The promise in your own words, such as "4h bookkeeping"
arg-pledge-ask-text = What you need, in your own words
arg-pledge-to = To whom: a member or a collective, by name or id
arg-pledge-hours = So many hours of work, such as 4h or 1h30m
arg-pledge-money = So much money, such as "450 USD"
arg-pledge-things = So many things
arg-pledge-valid = How long it holds, such as 90d or a date
arg-pledge-calls = How many calls it allows; as many as fit where nothing is said
arg-pledge-notice = How much notice a call must give, such as 24h
arg-pledge-when = When it is needed, such as "sat 09:00"
arg-pledge-until = Until when an answer helps
arg-pledge-ask = The ask, by its id or its words
arg-pledge-pledge = The pledge, by its id or its words
arg-pledge-note = A word with it
arg-pledge-why = Why
arg-pledge-open = Only what has not ended
arg-pledge-mine = Only what you promised, were promised or asked for
arg-pledge-of = Whose; yours where nothing is said
arg-pledge-unit = Only hours, things, or one currency
arg-me-name = Another name; a pseudonym is fine
arg-me-headline = One line about your work; "" takes it out
arg-me-about = A longer word about you; - reads stdin
arg-me-languages = Languages, the best first, with commas between
arg-me-zone = The time zone in which you work, such as Asia/Manila
arg-me-place = Where you are, as broad as you like
arg-me-links = Pages that show your work, with commas between
arg-me-skill-name = The skill
arg-me-skill-level = How well, in your own words
arg-me-skill-since = Since which year
arg-member-member = The member, by name or id
arg-member-skill = Only who can do all of these
arg-member-language = Only who speaks this language
arg-member-role-role = steward or member
arg-member-remove-forget = What they wrote goes with them, but for what others have agreed to
arg-member-replace-with = The line that the new computer shows; - reads stdin
arg-member-replace-expires = How long the line to the new computer holds: 7d, or a date
arg-member-replace-forget = What they wrote on the lost one goes with it, but for what others have agreed to
arg-member-replace-confirm = Their name again, instead of the question
arg-member-remove-confirm = Their name again, instead of the question
arg-erase-what = The lead, promise or request, by its id or words; or any record by its whole id
arg-erase-why = Why, for those who read the collective's law
arg-member-keep-all = All of it stays
arg-member-keep-member = Whose, by name or id
arg-member-keep-record = What stays, by its id; repeatable
arg-charter-from = The earlier version, by number or id (the one before)
arg-charter-to = The later version (the one that holds)
arg-charter-change = The change, by its id (the one that waits)
arg-charter-version = The version, by number or id (the one that holds)
arg-charter-steward = Makes somebody a steward; repeatable
arg-charter-member = Makes a steward a member; repeatable
arg-member-pause-why = The reason, which all members read and nobody else
arg-member-pause-until = How long, or until when; at most a year
arg-as-members = As a member, for two thirds of the members to carry: where stewards are lost
arg-charter-drop-device = Takes a member's lost device off the list, by its id; repeatable
arg-charter-threshold = How many stewards must agree to a change: more than half
arg-charter-admission = How newcomers come in: invite, or stewards for an invite and the stewards' word
arg-charter-tickets = How many things a device may write in a week: 100 to 65536
arg-charter-claim-lease = For how many days a claim of a lead holds: 1 to 60; none for nothing said
arg-charter-dues = What each member pays a month, in the collective's currency; none for nothing said
arg-charter-floor = The least price an hour of a role, as ROLE=MONEY; ROLE=none takes it away; repeatable
arg-charter-levy = What the collective keeps of a price, in percent: 0 to 50; none for nothing said
arg-charter-majority = More than how many of the votes must agree, in percent: 50 to 99; none for nothing said
arg-charter-quorum = How many of the members must vote, in percent: 1 to 100; none for nothing said
arg-charter-rules = A file with the rules in your own words
arg-member-all = Also people of other collectives whose names may be seen here
arg-collective-name = Another name
arg-collective-place = Where its people are
arg-collective-currency = The currency in which it counts
arg-collective-about = What it is for; - reads stdin
arg-collective-rules = A file with its rules
arg-collective-headline = One line that the federation reads
arg-collective-skills = What its people can do, for the federation
arg-collective-languages = Languages, the best first, for the federation
arg-collective-shows-members = Whether the federation sees its members' names and skills: yes or no

## Help: options, who can do it
arg-lead-role = Whom the work needs, such as "bookkeeping:10h", for two people "carer:20h:2", who show something "carer:20h:2:first aid"; once a role; none takes all away
arg-lead-client-hours = When the client works, on the client's clock, such as "mon-fri 09:00-17:00"; none takes it away
arg-lead-client-zone = The client's clock, such as Australia/Melbourne
arg-match-lead = The lead, by id or title
arg-match-why = Every constraint of those who fit
arg-match-why-not = What the others lack
arg-match-person = Only this person, whether they fit or not
arg-match-overlap = How much of each of the client's days must be shared, such as 4h (as much as the work needs)
arg-match-own-word = Also what nobody has attested counts as shown
arg-match-for-me-all = Also what does not fit, and why
arg-match-crew-lead = The lead, by id or title
arg-match-crew-role = Whom it needs, in place of what the lead says: "bookkeeping:10h", "carer:20h:2:first aid"
arg-match-crew-price = What a week may cost, such as "400 USD" (what the lead pays); any looks for the cheapest whatever it pays
arg-lead-claim-team = You mean to bid together with others
arg-lead-claim-message = A word with it
arg-lead-claim-despite = What you set aside for it: role (you switched it off), notice (it begins too soon for you), quiet (it is in your quiet hours)
arg-lead-claim-why = Why you set that aside; whoever reads the claim reads it
arg-lead-award-to = Who claimed it and has their turn
arg-lead-award-until = Until when (as the rules of your collective say, else a week)
arg-lead-award-note = A word with it; needed where it is another one's turn
arg-lead-release-of = Whose award you take back, where the lead is yours and several have it
arg-lead-release-note = A word with it
arg-explain-lead = The lead, by id or title
arg-explain-match-person = Who (yourself)
arg-explain-match-overlap = How much of each of the client's days must be shared, as you asked for it
arg-explain-match-own-word = Also what nobody has attested counts as shown
arg-explain-crew-price = What a week may cost, as you asked for it
arg-explain-crew-role = Whom it needs, in place of what the lead says
arg-explain-crew-own-word = Also what nobody has attested counts as shown
arg-marker-name = What it says, such as "first aid"
arg-marker-marker = The marker, by id or name
arg-marker-note = A word with it
arg-marker-evidence = The file or the words that show it; only their SHA-256 is kept
arg-marker-since = The first day on which it holds
arg-marker-until = The last day on which it holds
arg-marker-expires = For how long it holds, such as 1y or 90d
arg-marker-same-as = The same in a public vocabulary (ESCO, O*NET), as its address
arg-marker-share = Who reads it: own (the usual), federation, or one federation by a collective in it
arg-marker-list-of = Whose (yours)
arg-marker-list-all = Also what has ended or was taken back
arg-marker-claim-sort = verification (a fact, the usual), tag (for reports) or preference (what you like)
arg-marker-claim-confidential = Keeps it on this computer alone, and sends it nowhere
arg-marker-attest-member = Of whom
arg-marker-attest-sort = verification or tag (as the member said it)
arg-marker-revoke-why = Why; whoever reads it reads this
arg-marker-hide-end = Shows it again
arg-marker-forget-name = The confidential tag
arg-interview-role = The role; without one the roles are listed
arg-interview-person = Who is asked: you attest what they show you (yourself)
arg-interview-answer = An answer: first-aid=yes; once a question
arg-interview-seen = What shows it: first-aid=certificate.pdf; only its SHA-256 is kept
arg-interview-share = Who reads the markers: own (the usual), federation, or one federation by a collective in it

## Errors: wrong use

error-command = There is no command "{ $command }".
    .meaning = Nothing was done.
    .next = See them all: talko --help
    .hint = talko --help
error-command-guess = There is no command "{ $command }".
    .meaning = Nothing was done.
    .next = Did you mean "{ $guess }"? See: talko --help
    .hint = talko --help
error-option = There is no option "{ $option }" here.
    .meaning = Nothing was done.
    .next = See what can be said: add --help to the command
error-option-guess = There is no option "{ $option }" here.
    .meaning = Nothing was done.
    .next = Did you mean "{ $guess }"?
error-needs = Something is missing: { $what }
    .meaning = Nothing was done.
    .next = Say it on the line; --help shows how
error-value = "{ $value }" does not fit { $option }.
    .meaning = Nothing was done.
    .next = It may be: { $known }
error-value-shape = "{ $value }" does not fit { $option }.
    .meaning = Nothing was done.
    .next = --help shows what it takes
error-value-missing = { $option } needs a value behind it.
    .meaning = Nothing was done.
    .next = --help shows which
error-conflict = { $option } and { $other } exclude each other.
    .meaning = Nothing was done.
    .next = Leave one of them out
error-usage = The line could not be understood.
    .meaning = Nothing was done.
    .next = --help shows how it is written
error-terminal = This needs a choice, and nobody can be asked here.
    .meaning = Nothing was done.
    .next = Run it on a terminal, or say all on the line; --help shows how
error-cancelled = Left, as you said.
    .meaning = Nothing was changed.
    .next = Nothing to do
error-confirm-differs = "{ $typed }" is not what was asked for.
    .meaning = Nothing was done.
    .next = If you mean it, type exactly: { $name }
error-interrupted = Stopped by Ctrl-C.
    .meaning = Nothing is half saved.
    .next = Nothing to do; to look: talko status
    .hint = talko status

error-topic = There is no help about "{ $typed }".
    .meaning = Nothing was done.
    .next = The topics: { $topics }

## Errors: invites

error-invite-empty = Nothing was pasted.
    .meaning = Nothing was changed.
    .next = Paste the whole line: talko join talko1…
    .hint = talko join -
error-invite-short = The invite is cut off: { $have } of { $want } characters arrived.
    .meaning = Nothing was changed.
    .next = Copy the whole message and try again: talko join -
    .hint = talko join -
error-invite-altered = A letter of this invite is not the one that was sent.
    .meaning = Nothing was changed.
    .next = Copy it again from the message instead of typing it
error-invite-words = These look like recovery words, not like an invite.
    .meaning = They were not sent anywhere. Show them to nobody.
    .next = To restore: talko help words – an invite begins with talko1
error-invite-kind = This is no invite of Talko.
    .meaning = Nothing was changed.
    .next = Ask for the line that begins with talko1: talko invite new makes it
error-invite-request = This line is for a steward: a new computer asks by it to be listed.
    .meaning = Nothing was changed.
    .next = The steward types: talko member replace NAME --with LINE
error-request-line = This is not the whole line of a new computer.
    .meaning = Nothing was changed.
    .next = Copy it again where the new computer shows it: talko key device ask
error-request-other = The computer of this line does not ask to be { $name }'s.
    .meaning = Nothing was changed.
    .next = Make a line for { $name }: talko member replace
error-request-in-use = A computer with these keys is listed already.
    .meaning = Nothing was changed.
    .next = See them all: talko key device list --all
    .hint = talko key device list --all
error-replace-self = You cannot put another computer in the place of this one here.
    .meaning = Nothing was changed.
    .next = Add a second one by your words, then remove this one: talko key device add
    .hint = talko key device add
error-invite-link = This link carries no invite.
    .meaning = Nothing was changed.
    .next = Ask for the line that begins with talko1: talko invite new makes it
error-invite-used = This invite was already used on { $at } by "{ $name }".
    .meaning = Nothing was changed: one invite works for as many as it says.
    .next = Ask for a new one: talko invite new
error-invite-revoked = This invite was taken back.
    .meaning = Nothing was changed.
    .next = Ask for a new one: talko invite new
error-invite-unknown = The other home does not know this invite.
    .meaning = Nothing was changed.
    .next = Ask for a new one: talko invite new
error-invite-newer = A later version of Talko made this invite.
    .meaning = Nothing was changed.
    .next = Update Talko, then join again
error-invite-expired = This invite has expired on { $until }.
    .meaning = Nothing was changed.
    .next = Ask for a new one: talko invite new
error-invite-member-taken = This invite is for a person, and somebody lives here already.
    .meaning = Nothing was changed.
    .next = Use another folder: talko --home FOLDER join
error-invite-needs-collective = This invite is for a collective, and there is none here yet.
    .meaning = Nothing was changed.
    .next = Found yours first: talko setup --start NAME
    .hint = talko setup
error-invite-uses = { $typed } is no number of uses.
    .meaning = No invite was made.
    .next = Say 1 to { $max }
error-invite-long = An invite holds at most { $max } days.
    .meaning = No invite was made.
    .next = Say a shorter time: --expires 7d
    .hint = talko invite new --expires 7d

## Errors: values

error-empty = { $field } has no text.
    .meaning = Nothing was saved.
    .next = Write at least one letter
error-long = { $field } is too long: { $bytes } of at most { $max } bytes.
    .meaning = Nothing was saved.
    .next = Shorten it; put the rest into --text
error-when = "{ $typed }" is no date that can be read.
    .meaning = Nothing was saved.
    .next = Write "in 30 days", "fri 17:00" or "2026-12-01 17:00"
error-part-ended = A part of Talko has ended by itself: this home stopped serving.
    .meaning = What was saved is kept. Until it serves again, nothing goes out and nothing comes in.
    .next = Start it again, and tell who keeps Talko what stands in its log: talko node start
    .hint = talko node start
error-past = That date has passed already.
    .meaning = Nothing was saved: "{ $typed }" would be { $when_ms }.
    .next = Write a date ahead, such as "in 30 days"
error-ahead = "{ $typed }" has not come yet.
    .meaning = What was not done yet is not written down. Nothing was saved.
    .next = Give the day on which it was: --on 2027-03-20, --on yesterday
error-span = "{ $typed }" is no length of time.
    .meaning = Nothing was saved.
    .next = Write 90d, 4h or 30m
error-hours-week = "{ $typed }" is more than a week has: 168 hours.
    .meaning = Nothing was saved.
    .next = Write how many of them: 15/week
error-hours = "{ $typed }" is no number of hours.
    .meaning = Nothing was saved.
    .next = Write 4h, 90m or 15/week
error-money = "{ $typed }" can mean { $one } or { $other }.
    .meaning = Nothing was saved.
    .next = Write { $other } without the mark, or { $one } with two digits behind it
error-money-currency = "{ $typed }" names no currency.
    .meaning = Nothing was saved.
    .next = Write "{ $typed } USD", or set the usual one: talko config set currency USD
    .hint = talko config set currency USD
error-money-word = "{ $word }" is no one currency.
    .meaning = Nothing was saved.
    .next = Use its three letters, such as USD or PHP
error-money-two = A range needs one currency: { $one } or { $other }?
    .meaning = Nothing was saved.
    .next = Write both ends in the same currency
error-money-negative = "{ $typed }" is below zero.
    .meaning = Nothing was saved.
    .next = Write a sum above zero
error-money-digits = "{ $typed }" is finer than the currency counts.
    .meaning = Nothing was saved.
    .next = Leave at most { $most } digits behind the point
error-money-large = "{ $typed }" is more than can be kept.
    .meaning = Nothing was saved.
    .next = Write a smaller sum
error-money-backwards = "{ $typed }" ends below where it begins.
    .meaning = Nothing was saved.
    .next = Write the lower end first: "9..12 USD"
error-money-shape = "{ $typed }" is no sum of money.
    .meaning = Nothing was saved.
    .next = Write "450 USD" or "9..12 USD"
error-currency = "{ $typed }" is no currency.
    .meaning = Nothing was saved.
    .next = Use the three letters of ISO 4217, such as USD or PHP
error-zone = "{ $typed }" is no time zone.
    .meaning = Nothing was saved.
    .next = Use a name such as Asia/Manila or Europe/Oslo
error-language = This build does not speak "{ $typed }".
    .meaning = Nothing was done.
    .next = It speaks: { $known }
error-clash = "{ $typed }" fits { $count } things.
    .meaning = Nothing was done.
    .next = Use the id in front of the one you mean: { $choices }
error-unknown-lead = No lead here is called "{ $typed }".
    .meaning = Nothing was done.
    .next = Look for it: talko lead list
    .hint = talko lead list
error-unknown-pledge = No pledge here is called "{ $typed }".
    .meaning = Nothing was done.
    .next = Look for it: talko pledge list
    .hint = talko pledge list
error-unknown-ask = Nobody here asked for "{ $typed }".
    .meaning = Nothing was done.
    .next = Look for it: talko pledge list
    .hint = talko pledge list
error-unknown-person = Nobody here is called "{ $typed }".
    .meaning = Nothing was done.
    .next = See who is here: talko member list
    .hint = talko member list
error-unknown-collective = No collective here is called "{ $typed }".
    .meaning = Nothing was done.
    .next = See who is known: talko neighbour list
    .hint = talko neighbour list
error-unknown-invite = There is no invite "{ $typed }".
    .meaning = Nothing was done.
    .next = See them all: talko invite list
    .hint = talko invite list

## Errors: work

error-paused = You pause until { $until }.
    .meaning = Nothing was saved; what you have promised before goes on.
    .next = Read why, and ask the stewards to end it: talko charter show
    .hint = talko charter show
error-pause-steward = { $name } is a steward.
    .meaning = Nothing was changed; who decides takes no pause from it.
    .next = Make them a member like the others first: talko member role
error-pause-none = { $name } does not pause.
    .meaning = Nothing was changed.
    .next = See who does: talko member list
    .hint = talko member list
error-pause-long = A pause has an end within { $most } days.
    .meaning = Nothing was changed.
    .next = Say an earlier day, such as --until "in 30 days"
error-removed = You no longer belong to { $collective }.
    .meaning = Nothing was saved; nobody else would be shown it. What you have read stays here.
    .next = Look what was decided: talko charter show
    .hint = talko charter show
error-keys-gone = Your collective no longer lists this computer.
    .meaning = Nothing was saved; nobody would show what it signs. What you have read stays here.
    .next = Look who belongs, and ask a steward: talko charter show
    .hint = talko charter show
error-keys-unlisted = Your collective does not list this computer yet.
    .meaning = Nothing was saved; nobody would show what it signs.
    .next = Let another member's home hear of it: talko node start; after a restore, restore with the twelve words
    .hint = talko node start
error-newcomer = You have joined and are not a member yet.
    .meaning = Nothing was saved; newcomers read, offer help and ask for it.
    .next = Ask a steward to approve you: talko member approve
error-nothing-said = Nothing was said that is to change.
    .meaning = Nothing was saved.
    .next = Say it on the line; --help shows how
error-week-hours = "{ $typed }" is no hours of a week.
    .meaning = Nothing was saved.
    .next = Write days and half-hours: "mon-fri 09:00-17:00", "sat 9-12", "daily 21:00-05:00"
error-availability-none = You have not said when you work.
    .meaning = Nothing was changed.
    .next = Say it: talko availability set "mon-fri 09:00-17:00"
error-availability-same = You have said that already.
    .meaning = Nothing was saved.
    .next = See it: talko availability show
error-availability-unknown = { $name } does not say when they work, or not to your collective.
    .meaning = Nothing was changed.
    .next = Ask them, or compare with their time zone: --with Asia/Manila
error-area-many = { $count } places are too many: { $most } fit.
    .meaning = Nothing was saved.
    .next = Name a region instead of its towns
error-days-many = { $count } times away are too many: { $most } fit.
    .meaning = Nothing was saved.
    .next = Join some of them, or end them: talko availability pause --end
error-days-turned = The last day, { $typed }, lies before the first.
    .meaning = Nothing was saved.
    .next = Turn them round: --from comes first
error-floors-many = { $count } currencies are too many: { $most } fit.
    .meaning = Nothing was saved.
    .next = Take them out with --floor none, and name the ones you are paid in
error-role-unknown = "{ $typed }" is none of your kinds of work.
    .meaning = Nothing was changed.
    .next = See them: talko availability show
error-roles-many = { $count } kinds of work are too many: { $most } fit.
    .meaning = Nothing was saved.
    .next = Take one out: talko availability role NAME --remove
error-nothing-changes = { $short } says so already.
    .meaning = Nothing was saved.
    .next = Nothing to do
error-limit = { $typed } is no number of rows for one page.
    .meaning = Nothing was done.
    .next = Take 1 to { $most }; --offset leads on
error-language-tag = "{ $typed }" is no language that is known here.
    .meaning = Nothing was saved.
    .next = Write its tag, such as en, fil or es
error-skills-many = { $count } skills are more than fit.
    .meaning = Nothing was saved.
    .next = Keep the { $most } that matter most
error-per = "{ $typed }": for what is it paid?
    .meaning = Nothing was saved.
    .next = Add --per hour, day, week, month, year or project
error-per-alone = There is no sum that is paid for that time.
    .meaning = Nothing was saved.
    .next = Add --budget "9..12 USD"
error-contact-none = There is no contact here that you can read.
    .meaning = Nothing was saved.
    .next = Say whom to write to: --contact "rivera@example.org"
error-contact-readers = { $count } readers are more than fit on one list.
    .meaning = Nothing was saved.
    .next = Name at most 31 people, or their collective
error-sealed-not-here = { $name } would never get this contact.
    .meaning = Nothing was saved: they do not read the lead, or are no member with a device yet.
    .next = Share the lead with them first, or leave them out
error-share = "{ $typed }" is no collective that shares a federation with yours.
    .meaning = Nothing was saved.
    .next = Use own or federation, or see who is known: talko neighbour list
    .hint = talko neighbour list
error-share-clash = "{ $typed }" shares several federations with you.
    .meaning = Nothing was saved.
    .next = Use --share federation for all of them
error-share-wider = This stays among your own; a word about it does too.
    .meaning = Nothing was saved.
    .next = Leave --share out
error-unknown-party = Nobody and no collective here is called "{ $typed }".
    .meaning = Nothing was saved.
    .next = See who is here: talko member list
    .hint = talko member list
error-pledge-quantity = "{ $typed }" does not say how much.
    .meaning = Nothing was saved.
    .next = Begin with it ("4h bookkeeping"), or add --hours, --money or --things
error-pledge-zero = A promise of nothing is no promise.
    .meaning = Nothing was saved.
    .next = Say how much: --hours 4, --money "450 USD" or --things 2
error-pledge-no-calls = A pledge that nobody can call helps nobody.
    .meaning = Nothing was saved.
    .next = Use --calls 1 or more, or leave it out
error-pledge-self = A promise to yourself needs no pledge.
    .meaning = Nothing was saved.
    .next = Name somebody else: --to NAME
error-pledge-unread = { $name } cannot read what stays among your own.
    .meaning = Nothing was saved.
    .next = Leave --share own out
error-pledge-erased = The words of { $short } were erased.
    .meaning = Nothing was saved.
    .next = Make a new one: talko pledge offer
    .hint = talko pledge offer
error-pledge-call-author = Only { $name } can call this pledge.
    .meaning = Nothing was saved.
    .next = Look who promised what to whom: talko pledge list
    .hint = talko pledge list
error-pledge-done-author = Only { $name } can say that it was given.
    .meaning = Nothing was saved.
    .next = Look who promised what to whom: talko pledge list
    .hint = talko pledge list
error-pledge-confirm-author = Only { $name } can confirm this.
    .meaning = Nothing was saved.
    .next = Look who promised what to whom: talko pledge list
    .hint = talko pledge list
error-pledge-release-author = Only { $name } can let somebody off this.
    .meaning = Nothing was saved.
    .next = Look who promised what to whom: talko pledge list
    .hint = talko pledge list
error-pledge-decline-author = Only { $one } or { $other } can decline this.
    .meaning = Nothing was saved.
    .next = Look who promised what to whom: talko pledge list
    .hint = talko pledge list
error-pledge-too-much = { $asked } is more than the { $left } that are left.
    .meaning = Nothing was saved.
    .next = Look how it stands: talko pledge show { $short }
    .hint = talko pledge show { $short }
error-pledge-uncalled = { $asked } is more than the { $left } that are called.
    .meaning = Nothing was saved; help counts once it was called.
    .next = Look how it stands: talko pledge show { $short }
    .hint = talko pledge show { $short }
error-pledge-unit = This pledge is about { $promised }, in that unit only.
    .meaning = Nothing was saved.
    .next = Look how it stands: talko pledge show { $short }
    .hint = talko pledge show { $short }
error-pledge-late = This pledge could be called until { $until_ms }.
    .meaning = Nothing was saved.
    .next = Ask for a new one: talko pledge ask
    .hint = talko pledge ask
error-pledge-ended = This pledge has ended.
    .meaning = Nothing was saved.
    .next = Look how: talko pledge show { $short }
    .hint = talko pledge show { $short }
error-pledge-relied = Somebody relies on this promise already.
    .meaning = Nothing was saved; what was called and given stands.
    .next = Ask to be let off what is open: they use talko pledge release { $short }
error-pledge-notice = This pledge needs { $notice } of notice.
    .meaning = Nothing was saved.
    .next = Say when you need it: add --when, far enough ahead
error-pledge-calls = This pledge can be called { $most } times, and it was.
    .meaning = Nothing was saved.
    .next = Look how it stands: talko pledge show { $short }
    .hint = talko pledge show { $short }
error-pledge-nothing = There is nothing left of { $short } for this step.
    .meaning = Nothing was saved.
    .next = Look how it stands: talko pledge show { $short }
    .hint = talko pledge show { $short }
error-ask-own = { $short } is your own ask.
    .meaning = Nothing was saved.
    .next = Somebody else answers it: talko pledge accept { $short }
error-ask-closed = { $short } is settled or was taken back.
    .meaning = Nothing was saved.
    .next = See what is open: talko pledge list --open
    .hint = talko pledge list --open
error-ask-over = An answer to { $short } helped until { $when_ms }.
    .meaning = Nothing was saved.
    .next = See what is open: talko pledge list --open
    .hint = talko pledge list --open
error-languages-many = { $count } languages are more than fit.
    .meaning = Nothing was saved.
    .next = Keep the { $most } that matter most
error-links-many = { $count } pages are more than fit.
    .meaning = Nothing was saved.
    .next = Keep the { $most } that matter most
error-year = { $typed } is no year that has been.
    .meaning = Nothing was saved.
    .next = Write a year from 1900 to { $last }
error-skill-unknown = Your face does not name the skill "{ $typed }".
    .meaning = Nothing was saved.
    .next = See what it names: talko me show
    .hint = talko me show
error-me-nameless = You have no face here yet.
    .meaning = Nothing was lost.
    .next = Say who you are: talko me edit --name "…"
    .hint = talko me edit
error-member-elsewhere = { $name } belongs to { $collective }.
    .meaning = Nothing was saved.
    .next = Its own stewards approve its newcomers
error-lead-known = This page was posted already as { $short } – { $title }
    .meaning = Yours was not saved.
    .next = Add what you know there: talko lead comment { $short } – or post it all the same with --not-duplicate
    .hint = talko lead comment { $short }
error-lead-not-yours = { $short } belongs to { $name }.
    .meaning = Nothing was changed.
    .next = Tell them: talko lead comment { $short } "…"
    .hint = talko lead comment { $short }
error-lead-withdrawn = { $short } was withdrawn.
    .meaning = Nothing was changed.
    .next = Post it anew: talko lead new
    .hint = talko lead new
error-lead-erased = The text of { $short } was erased.
    .meaning = Nothing was changed.
    .next = Post it anew: talko lead new
    .hint = talko lead new
error-lead-closed = { $short } is closed already, as { $result }.
    .meaning = Nothing was changed.
    .next = Look at it: talko lead show { $short }
    .hint = talko lead show { $short }
error-lead-export-write = The leads could not be written: { $reason }
    .meaning = What stood there before still does.
    .next = Look at the rights and the room of { $path }
error-damaged-record = A record of yours could not be read.
    .meaning = Nothing was changed.
    .next = Let everything be checked: talko doctor
    .hint = talko doctor
error-file-text = The file is no text.
    .meaning = Nothing was saved.
    .next = Save { $path } as plain text (UTF-8) and try again
error-import-empty = The file is empty.
    .meaning = Nothing was taken.
    .next = Look at { $path } – did the download finish?
error-import-large = The file is larger than { $mebibytes } MiB.
    .meaning = Nothing was taken.
    .next = Cut { $path } into parts and take one after the other
error-import-many = The file holds more than { $most } adverts.
    .meaning = Nothing was taken.
    .next = Cut { $path } into parts and take one after the other
error-import-kind = The file is { $found }, which holds no adverts.
    .meaning = Nothing was taken.
    .next = Save the page as HTML, or the list as CSV or JSON
error-import-unknown = The file is text of a kind that is not known here.
    .meaning = Nothing was taken.
    .next = Save the page as HTML, or the list as CSV or JSON
error-import-encoding = Line { $line } is not UTF-8 text.
    .meaning = Nothing was taken.
    .next = Save { $path } as UTF-8 and try again
error-import-cut-off = The file is cut off inside item { $item }.
    .meaning = Nothing was taken; the item begins on line { $line }.
    .next = Fetch { $path } again
error-import-json = Line { $line } is not well written JSON.
    .meaning = Nothing was taken.
    .next = Fetch { $path } again
error-import-xml = Line { $line } is not well written XML.
    .meaning = Nothing was taken ({ $reason }).
    .next = Fetch { $path } again
error-import-no-title = No column is known to hold the title.
    .meaning = Nothing was taken; the columns are: { $header }
    .next = Say which: --map title=A
error-import-no-column = There is no column "{ $name }" for { $column }.
    .meaning = Nothing was taken.
    .next = Use its letter or its heading as it stands in { $path }
error-import-nothing = The file is { $format } without adverts.
    .meaning = Nothing was taken.
    .next = Look at { $path }
error-import-all-refused = None of the { $count } rows could be taken.
    .meaning = Nothing was saved; line { $line }: { $reason }
    .next = See all of them: add --json --dry-run
error-import-map = "{ $typed }" does not say which column is which field.
    .meaning = Nothing was taken.
    .next = Write --map title=A,budget=C
error-import-map-field = A lead has no field "{ $name }".
    .meaning = Nothing was taken.
    .next = The fields: title, text, skills, client, place, budget, per, hours, closes, url, …
error-import-map-twice = The field { $name } is named twice.
    .meaning = Nothing was taken.
    .next = Name one column for it

## Errors: who can do it
error-role-wanted = "{ $typed }" does not say whom the work needs.
    .meaning = Nothing was saved.
    .next = Write ROLE:HOURS:PEOPLE:MARKER,MARKER – "carer:20h:2:first aid", 1 to { $most } people; leave out what you do not know
error-lead-roles-many = { $count } roles are too many: { $most } fit.
    .meaning = Nothing was saved.
    .next = Post a second lead for the others
error-client-hours = Nothing says when the client works.
    .meaning = Nothing was saved.
    .next = Add --client-hours "mon-fri 09:00-17:00"
error-client-zone = Nothing says on whose clock the client works.
    .meaning = Nothing was saved.
    .next = Add --client-zone Australia/Melbourne, or wherever the client is
error-match-not-here = { $name } cannot read lead { $short } , or does not belong yet.
    .meaning = Nothing was compared.
    .next = See who can: talko match { $short }
error-crew-roles = Lead { $short } does not say whom it needs.
    .meaning = No crew was looked for.
    .next = Say it here: talko match crew { $short } --role "bookkeeping:10h" – or in your own lead: talko lead edit { $short } --role "bookkeeping:10h"
error-crew-minutes = Nothing says how many hours of { $role } lead { $short } needs.
    .meaning = No crew was looked for.
    .next = Say it here: talko match crew { $short } --role "{ $role }:10h"
error-crew-seats = A crew has 1 to 16 people; this is more.
    .meaning = No crew was looked for.
    .next = Ask for fewer: talko match crew { $short } --role "bookkeeping:10h:2"
error-crew-currency = Nothing says in which currency a crew is paid.
    .meaning = No crew was looked for.
    .next = Say what a week may cost, --price "400 USD" – or set a currency: talko config set currency USD
error-lead-over = Lead { $short } cannot be answered any more.
    .meaning = Nothing was changed.
    .next = See how it ended: talko lead show { $short }
error-lead-gone = Lead { $short } was withdrawn: nobody can claim it or have it.
    .meaning = Nothing was saved.
    .next = See the others: talko lead list
error-claim-twice = You have claimed lead { $short } already.
    .meaning = Nothing was saved.
    .next = See whose turn it is: talko lead show { $short }
error-claim-bonds = Something of yours stands against lead { $short }: { $bonds }.
    .meaning = Nothing was saved.
    .next = Set it aside in writing: talko lead claim { $short } --despite { $typed } --why TEXT
error-claim-why = Nothing says why you set something of yours aside for lead { $short } .
    .meaning = Nothing was saved.
    .next = Add --why TEXT; whoever reads your claim reads it
error-claim-released = That claim of lead { $short } was given back.
    .meaning = Nothing was saved.
    .next = See who would take it: talko lead show { $short }
error-unknown-claim = There is no such claim of lead { $short } .
    .meaning = Nothing was saved.
    .next = See who would take it: talko lead show { $short }
error-award-not-yours = { $name } posted lead { $short } and says whose turn it is.
    .meaning = Nothing was saved.
    .next = Say that you would take it: talko lead claim { $short }
error-award-unclaimed = { $name } has not claimed lead { $short } .
    .meaning = Nothing was saved.
    .next = See who would take it: talko lead show { $short }
error-award-held = Lead { $short } is another one's still: { $names }.
    .meaning = Nothing was saved; awarded to two it would be nobody's.
    .next = Take it back first: talko lead release { $short }
error-award-paused = { $name } pauses until { $until } and takes on nothing new.
    .meaning = Nothing was saved.
    .next = Ask somebody else, or them when they are back
error-award-bonds = Something of { $name }'s stands against lead { $short }: { $bonds }.
    .meaning = Nothing was saved.
    .next = They can set it aside themselves: talko lead release { $short } , then talko lead claim { $short } --despite
error-award-turn = It is { $first }'s turn: awarded fewer leads, or drawn before { $name }.
    .meaning = Nothing was saved.
    .next = Award it to { $first } – or say why not, for all to read: talko lead award { $short } --to { $name } --note TEXT
error-award-long = An award holds { $most } days at most.
    .meaning = Nothing was saved.
    .next = Name an earlier day; you can make it longer later
error-release-nothing = There is nothing of lead { $short } to give back.
    .meaning = Nothing was changed.
    .next = See whose turn it is: talko lead show { $short }
error-release-whose = Several have lead { $short } .
    .meaning = Nothing was changed.
    .next = Say whose is to end: talko lead release { $short } --of NAME
error-release-not-yours = Only { $name }, who posted lead { $short }, and who it was awarded to can give that back.
    .meaning = Nothing was changed.
    .next = See whose turn it is: talko lead show { $short }
error-unknown-marker = "{ $typed }" names no marker that is held here.
    .meaning = Nothing was changed.
    .next = See them: talko marker list
error-marker-turned = The last day lies before the first.
    .meaning = Nothing was saved.
    .next = Turn them round: --since comes first
error-marker-uris = { $count } addresses are too many: { $most } fit.
    .meaning = Nothing was saved.
    .next = Keep the ones that clients look for
error-marker-confidential = What you like is no tag that is kept to oneself.
    .meaning = Nothing was saved.
    .next = Say it without --confidential, or keep it as a tag: --sort tag --confidential
error-marker-self = Nobody attests themselves.
    .meaning = Nothing was saved.
    .next = Say it as your own word: talko marker claim
error-marker-likes = What { $name } likes, only { $name } can say.
    .meaning = Nothing was saved.
    .next = They say it: talko marker claim NAME --sort preference
error-marker-attested = You have said so of { $name } already ({ $short } ).
    .meaning = Nothing was saved.
    .next = See it: talko marker show { $short }
error-marker-unshown = Nothing says what { $name } has shown you.
    .meaning = Nothing was saved.
    .next = Add --evidence FILE, or in words: --evidence "her licence, seen on Monday"
error-marker-revoked = { $short } was taken back already.
    .meaning = Nothing was changed.
    .next = See what holds: talko marker list
error-marker-of-another = That is said of { $name }, not of you.
    .meaning = Nothing was changed.
    .next = See what is said of you: talko marker list
error-marker-view-same = { $short } is so already.
    .meaning = Nothing was changed.
    .next = See it: talko marker show { $short }
error-marker-hidden-many = At most { $most } can be hidden.
    .meaning = Nothing was changed.
    .next = Show one again: talko marker hide NAME --end
error-tags-many = At most { $most } confidential tags are kept.
    .meaning = Nothing was saved.
    .next = Forget one: talko marker forget NAME
error-interview-role = There are no questions for "{ $typed }".
    .meaning = Nothing was saved.
    .next = Take one of these: { $known }
error-interview-answer = "{ $typed }" answers no question.
    .meaning = Nothing was saved.
    .next = Write QUESTION=yes, QUESTION=no; the questions are { $known }
error-interview-nothing = No answer becomes something that is to be saved.
    .meaning = Nothing was saved.
    .next = See what stands already: talko marker list

## Errors: files and settings

error-config-key = There is no setting "{ $key }".
    .meaning = Nothing was changed.
    .next = The settings are: { $known }
error-config-value = "{ $typed }" does not fit the setting { $key }.
    .meaning = Nothing was changed.
    .next = Write yes or no
error-config-address = "{ $typed }" is no address for the setting { $key }.
    .meaning = Nothing was changed.
    .next = Write addresses such as /ip4/203.0.113.7/tcp/4747, with a comma between two
error-bytes = "{ $typed }" is no number of bytes, or less than 1 MiB.
    .meaning = Nothing was changed.
    .next = Write a whole number and its unit: 500 MB, 8 GiB
error-config-ceiling = The setting { $key } = "{ $typed }" is no number of bytes.
    .meaning = Nothing was changed; nothing runs until it is known how much may be taken. 1 MiB is the least.
    .next = Write a whole number and its unit, such as 8 GiB, behind { $key } in { $path }
error-config-file = The settings could not be read: { $reason }
    .meaning = Your data is untouched; nothing was done.
    .next = Repair or remove { $path }
error-config-write = The settings could not be saved: { $reason }
    .meaning = The old settings still hold.
    .next = Look at the rights and the room of { $path }
error-file = A file could not be read: { $reason }
    .meaning = Nothing was done.
    .next = Look at { $path }
error-output = The answer could not be written: { $reason }
    .meaning = What was asked was done; only its answer is missing.
    .next = Look: talko log
    .hint = talko log
error-federation-there = Your collective is in a federation already.
    .meaning = Nothing was changed.
    .next = Invite others into it: talko invite new --collective
    .hint = talko invite new --collective
error-federation-wanted = Somebody wants to found a federation already.
    .meaning = Nothing was changed.
    .next = Agree to it: talko federation approve
    .hint = talko federation approve
error-federation-found-first = There is no federation yet into which to invite.
    .meaning = Nothing was changed; several of your stewards must agree to one.
    .next = Propose it: talko federation found
    .hint = talko federation found
error-federation-barred = Your collective was put out of this federation.
    .meaning = A version of its charter has to list it again. Your request is known there and kept here.
    .next = Somebody there proposes it: talko federation revise --list COLLECTIVE. Leave this computer running; it asks again: talko node start
    .hint = talko node start
error-federation-nothing-waits = Nothing waits for your stewards there.
    .meaning = Nothing was changed.
    .next = See what there is: talko federation list
    .hint = talko federation list
error-federation-several-wait = Several things wait for your stewards.
    .meaning = Nothing was changed; it is not clear which one is meant.
    .next = Name one by its id: talko federation list
    .hint = talko federation list
error-erase-elsewhere = This stands in another collective.
    .meaning = Nothing was erased; only its author and the stewards there can do it.
    .next = Hide them on this computer: talko neighbour block NAME
error-erase-not-yours = This is by somebody else.
    .meaning = Nothing was erased; its author can do it, or your stewards together.
    .next = Ask a steward: talko member list
    .hint = talko member list
error-erase-unknown = Nothing here is called "{ $typed }".
    .meaning = Nothing was erased.
    .next = Look for it: talko lead search WORDS
error-keep-none = Nothing of theirs waits to be listed.
    .meaning = Nothing was changed.
    .next = See who belongs: talko member list
    .hint = talko member list
error-keep-stewards = The stewards took this computer of yours off the list.
    .meaning = Nothing was changed; what it wrote is theirs to list.
    .next = Ask one of them to type: talko member keep
error-keep-unknown = Nothing that waits has the id "{ $typed }".
    .meaning = Nothing was changed.
    .next = See what waits: talko member keep NAME
error-federation-early = The version that holds is dated later than this computer's clock.
    .meaning = Nothing was changed.
    .next = Set the clock and look again: talko doctor
    .hint = talko doctor
error-federation-empty = Nobody would be left in the federation.
    .meaning = Nothing was changed.
    .next = To leave it yourselves: talko federation leave
    .hint = talko federation leave
error-federation-full = Eight collectives are in; for the next one three must speak.
    .meaning = Your request is known there and kept here.
    .next = Leave this computer running; it asks again: talko node start
    .hint = talko node start
error-federation-not-held = There is no such version of the federation, or it does not hold.
    .meaning = Nothing was changed; what does not hold needs not be seen.
    .next = See what does: talko federation show
    .hint = talko federation show
error-federation-other-seen = You follow the other version already: { $other }
    .meaning = Nothing was changed; who follows both counts for neither.
    .next = See how it stands: talko federation show
    .hint = talko federation show
error-federation-outside = { $name } is not in the federation.
    .meaning = Nothing was changed.
    .next = See who is: talko federation show
    .hint = talko federation show
error-federation-same = Everything is so already.
    .meaning = Nothing was changed.
    .next = See what holds: talko federation show
    .hint = talko federation show
error-federation-threshold = Of { $seats } collectives { $least } to { $seats } can be needed, not { $asked }.
    .meaning = Nothing was changed; more than half always decide.
    .next = Choose another number: talko federation revise --threshold { $least }
    .hint = talko federation revise --threshold { $least }
error-federation-vouches = { $found } of { $needed } collectives speak for { $name } whose word of this quarter is free.
    .meaning = Nothing was changed; more than eight need { $needed } words for each newcomer.
    .next = Speak for it, and ask others to: talko federation vouch { $short }
    .hint = talko federation vouch { $short }
error-federation-none = Your collective is in no federation.
    .meaning = Nothing was changed.
    .next = See who is known: talko neighbour list
    .hint = talko neighbour list
error-federation-several = More than one federation of your collective is meant: { $choices }
    .meaning = Nothing was changed.
    .next = Name one by its id, or by collectives that are in it alone: talko federation list
    .hint = talko federation list
error-federation-unknown = There is no federation { $typed } with your collective in it.
    .meaning = Nothing was changed.
    .next = Look at them: talko federation list
    .hint = talko federation list
error-vouch-begun = Your stewards have begun to speak for this collective: { $short }
    .meaning = Nothing was changed.
    .next = See whose word is missing: talko federation list
    .hint = talko federation list
error-vouch-inside = { $name } is in the federation already.
    .meaning = Nothing was changed; nobody has to speak for it.
    .next = See who is in: talko federation show
    .hint = talko federation show
error-vouch-unlisted = No version of the federation lists your collective yet.
    .meaning = Nothing was changed; whoever came by an invite speaks for nobody before.
    .next = Have it written down: talko federation revise
    .hint = talko federation revise
error-not-in-federation = Your collective is not in this federation.
    .meaning = Nothing was changed.
    .next = Look at those in which it is: talko federation list
    .hint = talko federation list
error-file-exists = There is a file at that place already.
    .meaning = It was left as it is; nothing was written.
    .next = Choose another name, or add --yes to replace { $path }
error-folder-full = The folder is not empty.
    .meaning = It was left as it is; nothing was written.
    .next = Choose a new one, or add --yes to write into { $path }
error-unwritten = A file could not be written: { $reason }
    .meaning = Your data is untouched; the file may be incomplete.
    .next = Look at the rights and the room of { $path }
error-home-folder = No folder for your data was found.
    .meaning = Nothing was done.
    .next = Name one: talko --home FOLDER status
error-report = Something went wrong that nobody foresaw.
    .meaning = What was saved before is safe.
    .next = The report, without names or keys, is in { $path }
error-report-unwritten = Something went wrong that nobody foresaw.
    .meaning = What was saved before is safe.
    .next = No report could be written; the cause: { $reason }

## Errors: the home

error-no-identity = Nothing is set up here yet.
    .meaning = Nothing was done, and nothing has left this computer.
    .next = Start: talko setup – or, with an invite: talko join
    .hint = talko setup
error-already-set-up = Somebody lives in this folder already.
    .meaning = Nothing was changed.
    .next = Use another folder: talko --home FOLDER setup
error-words-gone = The twelve words are no longer on this computer.
    .meaning = Nothing is wrong: you confirmed that you wrote them down.
    .next = Look at your paper; a backup helps as well: talko backup new
    .hint = talko backup new
error-words-few = That is not enough to prove it.
    .meaning = Nothing was changed; the words are still kept here.
    .next = Give three of them: talko key words-check
    .hint = talko key words-check
error-words-wrong = Word number { $position } is another one.
    .meaning = Nothing was changed; the words are still kept here.
    .next = Look at them again: talko key words
    .hint = talko key words
error-words-bad = These are not twelve recovery words.
    .meaning = Nothing was restored.
    .next = Look for a slip of the pen; the words are plain English ones
error-words-other = These words belong to somebody else's backup.
    .meaning = Nothing was restored.
    .next = Take the words that were written down with this one
error-words-typed = The words cannot be given so.
    .meaning = Nothing was changed.
    .next = Answer the questions: talko key words-check
    .hint = talko key words-check
error-start-died = The process ended before it served.
    .meaning = Your data is kept.
    .next = Look why: talko node start --foreground
    .hint = talko node start --foreground
error-start-failed = Talko could not begin: { $reason }
    .meaning = Your data is kept.
    .next = Look: talko doctor
    .hint = talko doctor
error-ended-early = The process of this home ended before it answered.
    .meaning = What it had confirmed is kept.
    .next = Look how it stands: talko status
    .hint = talko status
error-silent = Talko (process { $process }) has been silent for { $seconds } seconds.
    .meaning = What was saved is kept; what you asked for was not begun, unless the process froze in the middle of it.
    .next = Let it go on with kill -CONT { $process }; if that does not help, end it with kill -9 { $process } and start again: talko node start
    .hint = kill -CONT { $process }
error-start-slow = Talko is starting, but did not serve within { $seconds } seconds.
    .meaning = Your data is kept; a large home may need longer.
    .next = Look again: talko status
    .hint = talko status
error-stop-slow = Talko (process { $process }) has not ended yet.
    .meaning = Your data is kept; it is finishing its writes.
    .next = Look again: talko status
    .hint = talko status
error-network = The network could not be used: { $why }
    .meaning = Nothing was lost; nothing is sent or received until it works.
    .next = Choose other addresses: talko node start --listen ADDR
error-socket = This home cannot be asked on this computer: { $why }
    .meaning = Nothing was changed.
    .next = Look: talko doctor
    .hint = talko doctor
error-other-version = Another version of Talko keeps this home open.
    .meaning = Nothing was changed.
    .next = End it and start this one: kill { $process }, then talko node start
    .hint = talko node start
error-locked = Another process has this home open ({ $process }).
    .meaning = Nothing was changed.
    .next = Try again in a moment; to look: talko status
    .hint = talko status
error-busy = Talko has too much to answer right now.
    .meaning = Nothing was changed.
    .next = Try again in a moment
error-ending = Talko is just ending here.
    .meaning = Nothing was changed.
    .next = Try again in a moment
error-read-only = This folder cannot be written: { $what }
    .meaning = Nothing was changed; what was saved before is safe.
    .next = Give yourself the right to write there, or use another: --home FOLDER
error-disk-full = The disk is full: { $what }
    .meaning = This was not saved; what was saved before is safe.
    .next = Make room, then try again; to look: talko doctor
    .hint = talko doctor
error-disk-ceiling = Talko has taken all the room that it may: { $used } of { $most } MiB.
    .meaning = This was not saved; what was saved before is safe, and reading and exporting go on.
    .next = Allow it more: talko config set disk_max "{ $more } MiB"
    .hint = talko config set disk_max "{ $more } MiB"
error-disk = The disk did not do as asked: { $what }
    .meaning = This was not saved ({ $cause }).
    .next = Look: talko doctor
    .hint = talko doctor
error-damaged = Part of the stored data is damaged: { $what }
    .meaning = Your leads and pledges also exist at your neighbours.
    .next = Start Talko to get them back: talko node start
    .hint = talko node start
error-store-stopped = Writing stopped after a fault of the disk: { $what }
    .meaning = What was acknowledged before is safe; this was not saved.
    .next = Start it again: talko node stop, then talko node start
    .hint = talko node stop
error-newer = A later version of Talko wrote this data.
    .meaning = Nothing was changed (form { $found }, this program knows { $known }).
    .next = Update Talko, then try again
error-too-large = That is too large: { $what }
    .meaning = Nothing was saved.
    .next = Make it smaller, or split it
error-not-sealed = The contact could not be sealed ({ $why }).
    .meaning = Nothing was saved.
    .next = Let everything be checked: talko doctor
error-no-chance = This computer gives no random numbers.
    .meaning = Nothing was saved: keys made now could be guessed.
    .next = Start the computer again, then try again
error-no-collective = This home does not know your collective yet.
    .meaning = Nothing was saved.
    .next = Let it catch up first: talko node start
    .hint = talko node start
error-keys-locked = The keys of this home are locked by a passphrase.
    .meaning = You can read everything, and Talko sends and relays; nothing new is signed.
    .next = Open them where Talko runs: talko key unlock
    .hint = talko key unlock
error-keys-passphrase = The passphrase does not open the keys.
    .meaning = Nothing was changed.
    .next = Try again; capital letters and blanks count
error-passphrase-none = These keys have no passphrase.
    .meaning = Nothing was changed.
    .next = Choose one first: talko key passphrase set
    .hint = talko key passphrase set
error-passphrase-old = These keys have a passphrase already.
    .meaning = Nothing was changed.
    .next = Give that one as well: talko key passphrase set --old-passphrase-file FILE
error-keys-unusable = The keys of this home cannot be used: { $what }
    .meaning = Nothing was changed; your records are still here.
    .next = Bring back a backup into a new folder: talko --home FOLDER restore
error-home-copied = This folder is a copy of another home: { $from }
    .meaning = Nothing was written; two homes with one key would spoil both.
    .next = Use the other one, or make this a home of its own, with new keys: talko key renew
    .hint = talko key renew
error-home-set-back = Others hold records of yours that this home does not know.
    .meaning = It was set back to an earlier state, or a copy of it is in use; nothing more is signed with its keys, so that no promise is made twice.
    .next = Use the other one, or give this home new keys: talko key renew
    .hint = talko key renew
error-guard-missing = The note of what this device has signed is missing or damaged.
    .meaning = You can read everything; nothing is written, since signing without it could spoil earlier records.
    .next = Give this home new keys: talko key renew
    .hint = talko key renew
error-stop-first = This cannot be done while Talko runs (process { $process }).
    .meaning = Nothing was changed.
    .next = End it, then try again: talko node stop
    .hint = talko node stop
error-renew-ask-stewards = The keys are new, but nobody has said yet that they are yours.
    .meaning = You can read everything; writing begins when your stewards agree.
    .next = Do it again with the twelve words (--words-file FILE), or ask a steward by the line of: talko key device ask
    .hint = talko key device ask
error-tickets = This week's limit of writes is reached.
    .meaning = Nothing was saved; { $left } are left until { $next }.
    .next = Write less at once, or wait until the week begins
error-unrevisable = This was changed so often that it cannot be changed again.
    .meaning = Its last version stays.
    .next = Write a new one
error-clock-behind = This computer's clock is behind what you wrote last.
    .meaning = Nothing was saved; your last record is from { $last }.
    .next = Switch on automatic time, then try again. Where the clock is right by now: talko repair clock
    .hint = talko repair clock
error-clock-unconfirmed = No neighbour has confirmed this computer's clock.
    .meaning = Nothing was changed. What you wrote last is less than a day ahead, from { $last }: if the clock is wrong now, it is right.
    .next = Set the clock, or wait until then; or let Talko run until a neighbour is there: talko node start
    .hint = talko node start
error-block-own = Your own collective cannot be blocked.
    .meaning = Nothing was changed.
    .next = To go, ask a steward: talko member remove
error-block-many = { $most } collectives are blocked already.
    .meaning = Nothing was changed.
    .next = Deal with one of them again: talko neighbour unblock NAME
error-clock-far-behind = What you wrote last is dated { $last }, far ahead of this computer's clock.
    .meaning = Nothing was saved. The clock was wrong then, or is wrong now.
    .next = Look whether date and time are right now, then go on: talko repair clock
    .hint = talko repair clock
error-clock-wrong = This computer's clock is { $minutes } minutes { $side ->
        [ahead] ahead of
       *[behind] behind
    } your neighbours'.
    .meaning = Nothing was changed: first the clock must be right.
    .next = Switch on automatic time, then try again
error-waiting-full = { $most } drafts wait already.
    .meaning = These were not kept.
    .next = Import the rest when the next week begins
error-bad-draft = This cannot be written so ({ $kind }).
    .meaning = Nothing was saved.
    .next = Look at its help: add --help to the command
error-not-yours = Somebody else wrote this.
    .meaning = Nothing was changed; only its author can change it.
    .next = Say it beside: talko lead comment ID TEXT
error-unknown = Nothing here is called { $what }.
    .meaning = Nothing was changed.
    .next = Look what there is: talko log – or talko lead list
    .hint = talko log
error-own-refused = A rule does not allow this: { $why }
    .meaning = Nothing was saved.
    .next = See what you may do: talko member list
    .hint = talko member list
error-already-done = That has been done already.
    .meaning = Nothing more was changed.
    .next = Nothing to do; to look: talko log
    .hint = talko log
error-already-member = They belong already.
    .meaning = Nothing was changed.
    .next = Nothing to do; to look: talko member list
    .hint = talko member list
error-already-joined = Your collective belongs there already.
    .meaning = Nothing was changed.
    .next = Nothing to do; to look: talko neighbour list
    .hint = talko neighbour list
error-changed-since = { $what } was changed again after that.
    .meaning = Nothing was taken back.
    .next = Undo the later change first: talko log
    .hint = talko log
error-nothing-to-undo = There is nothing to take back.
    .meaning = Nothing was changed.
    .next = Nothing to do; to look: talko log
    .hint = talko log
error-nothing-to-redo = Nothing was taken back that could be brought back.
    .meaning = Nothing was changed.
    .next = Nothing to do; to look: talko log
    .hint = talko log
error-redo-binding = What was taken back is over for good: { $what }
    .meaning = Nothing was changed; others have read that it ended.
    .next = Write it anew; to look: talko log
    .hint = talko log
error-undo-waiting = It waits for next week's limit and has not gone out.
    .meaning = Nothing was changed; nobody has seen it ({ $what }).
    .next = Undo it when it has gone out; to look: talko log
    .hint = talko log
error-undo-binding = This binds others as well and cannot be undone alone: { $what }
    .meaning = Nothing was changed.
    .next = See what was said, and by whom: talko pledge show { $id }
    .hint = talko pledge show { $id }
error-undo-founding = This is how your home began; it cannot be undone.
    .meaning = Nothing was changed.
    .next = To begin anew, name another folder: talko --home FOLDER setup
error-undo-law = This says who belongs; it cannot be undone alone: { $what }
    .meaning = Nothing was changed: others stand on it.
    .next = See who belongs now: talko member list
    .hint = talko member list
error-undo-called = This pledge has been called already.
    .meaning = Nothing was changed; somebody counts on it.
    .next = Say that you cannot: talko pledge decline { $id }
error-stewards-only = Only a steward can do this.
    .meaning = Nothing was changed.
    .next = Ask one of them: talko member list
    .hint = talko member list
error-unknown-revision = There is no version "{ $typed }" of the charter.
    .meaning = Nothing was done.
    .next = See them all: talko charter history
    .hint = talko charter history
error-charter-first = There is no version before this one.
    .meaning = Nothing was done.
    .next = See what holds: talko charter show
    .hint = talko charter show
error-members-few = { $members } members are too few to change the charter without a steward.
    .meaning = Nothing was changed; from three members on, two thirds of them can.
    .next = Ask a steward: talko member list
    .hint = talko member list
error-members-unwritten = No version of the charter names you yet.
    .meaning = Nothing was changed; members who are written down in it decide about the next one.
    .next = Ask a steward for any change: it writes you down. See who is: talko charter show
    .hint = talko charter show
error-charter-nothing-waits = No change waits for your word.
    .meaning = Nothing was changed.
    .next = See what holds: talko charter show
    .hint = talko charter show
error-charter-several-wait = Several changes wait for your word.
    .meaning = Nothing was changed.
    .next = See them, and name one: talko charter show
    .hint = talko charter show
error-charter-not-held = Not enough stewards have agreed to this version.
    .meaning = Nothing was changed; what does not hold needs not be seen.
    .next = See who is missing: talko charter show
    .hint = talko charter show
error-charter-other-seen = You follow the other version already: { $other }
    .meaning = Nothing was changed; who follows both counts for neither.
    .next = See how it stands: talko charter show
    .hint = talko charter show
error-charter-holds = This version holds already.
    .meaning = Nothing more was changed.
    .next = See what holds: talko charter show
    .hint = talko charter show
error-charter-overtaken = Another change came to hold before this one.
    .meaning = Nothing was changed.
    .next = Propose it anew: talko charter revise
    .hint = talko charter revise
error-charter-no-member = { $name } is no member of the collective.
    .meaning = Nothing was changed; a newcomer is approved first.
    .next = See who belongs: talko member list
    .hint = talko member list
error-charter-no-device = No such device is listed.
    .meaning = Nothing was changed.
    .next = See them all: talko key device list --all
    .hint = talko key device list --all
error-charter-last-steward = { $name } is the last steward.
    .meaning = Nothing was changed; somebody must be left who decides.
    .next = Make somebody a steward first: talko member role NAME steward
error-charter-threshold = { $asked } of { $stewards } stewards cannot be what a change needs.
    .meaning = Nothing was changed; it must be more than half of them.
    .next = Say a number from { $least } to { $stewards }: talko charter revise --threshold
error-charter-tickets = { $asked } writes a week are too few or too many.
    .meaning = Nothing was changed.
    .next = Say a number from 100 to 65536: talko charter revise --tickets
error-charter-words-away = The words of version { $number } of the charter have not arrived here yet.
    .meaning = Nothing was changed; what is written without them would take back what they say.
    .next = They come from the other members' computers in a moment. Look again: talko charter show
    .hint = talko charter show
error-charter-currency = { $typed } is not in the currency of your collective, { $currency }.
    .meaning = Nothing was changed.
    .next = Write the sum in { $currency }, or change the currency first: talko collective edit --currency
error-charter-currency-none = Your collective counts in no currency yet.
    .meaning = Nothing was changed; a sum needs one.
    .next = Say which: talko collective edit --currency PHP
    .hint = talko collective edit --currency PHP
error-charter-currency-sums = Dues or floors in { $before } would be other sums in { $after }.
    .meaning = Nothing was changed.
    .next = Take them out, change the currency, and set them anew: talko charter revise --dues none --floor ROLE=none
error-charter-floor = "{ $typed }" does not say for which role.
    .meaning = Nothing was changed.
    .next = Write it so: --floor "bookkeeping=450 PHP"
error-charter-number = "{ $typed }" does not fit { $option }: it takes { $least } to { $most }, or none.
    .meaning = Nothing was changed.
    .next = See what holds: talko charter show
    .hint = talko charter show
error-charter-same = Everything is so already.
    .meaning = Nothing was changed.
    .next = See what holds: talko charter show
    .hint = talko charter show
error-devices-full = You have { $most } devices already.
    .meaning = Nothing was changed.
    .next = Take one off first: talko key device list
    .hint = talko key device list
error-device-here = This is the computer on which you type.
    .meaning = Nothing was changed.
    .next = Say it on another computer of yours, or ask a steward
error-device-unknown = That is no device of yours.
    .meaning = Nothing was changed.
    .next = See them all: talko key device list
    .hint = talko key device list
error-unknown-kind = Nothing that Talko writes is called "{ $typed }".
    .meaning = Nothing was done.
    .next = See all of it: talko privacy
    .hint = talko privacy
error-unknown-device = You have no device called "{ $typed }".
    .meaning = Nothing was changed.
    .next = See them all: talko key device list
    .hint = talko key device list
error-device-words = Your twelve words are needed for this.
    .meaning = Nothing was changed; they are no longer on this computer.
    .next = Type them when asked, or name a file: --words-file FILE
error-more-stewards = This needs { $needed } stewards.
    .meaning = Your word is kept; it holds when the others have said it too.
    .next = Ask another steward: talko member list
    .hint = talko member list
error-join-not-counted = The other home did not count you in.
    .meaning = Nothing here was changed.
    .next = Ask for a new invite: talko invite new
error-request-large = That is too large for one request: { $bytes } bytes.
    .meaning = Nothing was changed.
    .next = Split it
error-request-malformed = The process of this home did not understand the question.
    .meaning = Nothing was changed.
    .next = Start the same version: talko node stop
    .hint = talko node stop
error-reply-large = The answer is too large to be shown at once.
    .meaning = Nothing was changed.
    .next = Ask for less: --limit
error-passphrase-wrong = The passphrase does not open this backup.
    .meaning = Nothing was changed.
    .next = Try again; capital letters and blanks count
error-backup-cut = The backup is damaged or cut off.
    .meaning = Nothing was restored.
    .next = Take another copy of it, or an older one
error-backup-newer = A later version of Talko made this backup.
    .meaning = Nothing was restored.
    .next = Update Talko, then try again
error-not-a-backup = That file is no backup of Talko.
    .meaning = Nothing was restored.
    .next = Look for the one that talko backup new wrote ({ $path })
error-restore-unfinished = A restore was cut off in this folder.
    .meaning = What it had taken back is kept; the backup is unchanged.
    .next = Restore again from the same backup, and it goes on: talko restore FILE
error-restore-ask-stewards = Your records are back, but your identity is not proven.
    .meaning = You can read everything here; writing begins when your stewards agree.
    .next = Restore into another folder with the twelve words (--words-file FILE), or ask a steward by the line of: talko key device ask
    .hint = talko key device ask
error-notice-torn = The last write before a power cut was cut off.
    .meaning = It had not been confirmed; nothing else was lost ({ $bytes } bytes).
    .next = Nothing to do
error-notice-mended = The journal was mended at the last start.
    .meaning = Nothing was lost; { $entries } entries were brought back.
    .next = Nothing to do
error-notice-disk-ceiling = Talko has taken all the room that it may: { $used } of { $most } MiB.
    .meaning = Nothing new is saved, of yours or of others; reading and exporting go on.
    .next = Allow it more: talko config set disk_max "{ $more } MiB"
    .hint = talko config set disk_max "{ $more } MiB"
error-notice-line-ceiling = The line was used for all that it may today: { $used } of { $most } MiB.
    .meaning = Until { $until } Talko fetches nothing that it missed and gives nothing to those who did; what you write is saved and handed on.
    .next = Allow it more a day: talko config set line_max "{ $more } MiB"
    .hint = talko config set line_max "{ $more } MiB"
error-notice-lost = Some entries of this disk could not be read any more.
    .meaning = { $entries } are missing here; neighbours that hold them send them again.
    .next = Start Talko: talko node start
    .hint = talko node start
error-notice-company = Few of the other collectives were heard within three days: { $heard } of { $all }.
    .meaning = A home that hears few sees what those few let it see, and knows of nothing else.
    .next = Look whether it is reached at all, and ask a member of another collective by telephone: talko doctor
    .hint = talko doctor
error-notice-rebuilt = The index was built anew at the last start.
    .meaning = Nothing was lost ({ $why }).
    .next = Nothing to do
error-away = The home did not answer.
    .meaning = Nothing was changed.
    .next = Look how it stands: talko status
    .hint = talko status
error-stopped = Talko is not running here.
    .meaning = Nothing was lost; nothing is sent or received until it runs.
    .next = Start it: talko node start
    .hint = talko node start
error-versions = Two versions of Talko meet in this home.
    .meaning = Nothing was lost (asked { $asked }, got { $got }).
    .next = Restart the older one: talko node stop
    .hint = talko node stop
error-undelivered = Saved, but no other home has it within { $span }.
    .meaning = It is kept here and sent as soon as one is online.
    .next = Nothing to do; to look: talko status
    .hint = talko status

## Errors that this build does not know

unknown-code-message = The home refused for a reason that is new to this program.
unknown-code-meaning = Nothing was changed (the reason is { $code }).
unknown-code-next = Use the same version as the process of this home

## doctor: what is checked

check-identity = Identity
    .green = The keys of this home are whole, and its clock is not behind.
    .amber = { $why ->
        [keys-locked] The keys are locked: everything can be read, nothing is signed. Open them: talko key unlock
       *[other] The keys should be looked at: { $why }
    }
    .red = { $why ->
        [guard-missing] The note of what this device has signed is missing or damaged, so nothing can be written. Make new keys: talko key renew
        [home-copied] This home is a copy of another one and must not write with its keys. Make new keys: talko key renew
        [home-set-back] Others hold what this device signed and this home has forgotten, so nothing more is signed. Make new keys: talko key renew
        [clock-behind] This computer's clock is behind what you wrote last. Switch on automatic time; where it is right by now: talko repair clock
        [clock-far-behind] What you wrote last is dated far ahead of this computer's clock. Once the clock is right: talko repair clock
       *[other] This home must not write now ({ $why }). What to do: talko help E-{ $why }
    }
check-clock = Clock
    .green = { $side ->
        [alone] No neighbour was heard since this process began, or since the clock was set or the computer slept: nobody confirms the clock.
       *[other] { $minutes ->
            [0] The clock is that of the neighbours ({ $machines } heard).
            [one] The clock is a minute { $side ->
                [ahead] ahead of
               *[behind] behind
            } the neighbours' ({ $machines } heard). That does no harm.
           *[other] The clock is { $minutes } minutes { $side ->
                [ahead] ahead of
               *[behind] behind
            } the neighbours' ({ $machines } heard). That does no harm.
        }
    }
    .amber = The clock is { $minutes } minutes { $side ->
        [ahead] ahead of the neighbours' ({ $machines } heard): others take what you write only when its time has come.
       *[behind] behind the neighbours' ({ $machines } heard): what they write arrives late here.
    } Switch on automatic time.
    .red = The clock is { $minutes } minutes { $side ->
        [ahead] ahead of
       *[behind] behind
    } the neighbours' ({ $machines } heard), a day and more: days and deadlines are wrong. Switch on automatic time, then: talko repair clock
check-company = Company
    .green = { $all ->
        [0] There is no other collective to be heard.
       *[other] { $heard } of { $all } other collectives were heard within three days.
    }
    .amber = Only { $heard } of { $all } other collectives were heard within three days. Ask one of the others whether they are well; who is kept from most neighbours sees what the rest lets them see.
check-running = Process
    .green = Talko is running.
    .amber = Talko is not running, so nothing is sent or received. Start it: talko node start
    .red = Talko does not answer. Start it again: talko node stop, then talko node start
check-neighbours = Neighbours
    .green = { $listed ->
        [one] The other home is connected.
       *[other] All { $listed } other homes are connected.
    }
    .amber = { $listed ->
        [0] No other home is known yet. Invite somebody: talko invite new
       *[other] { $connected } of { $listed } other homes are connected. That is fine if the others are off.
    }
    .red = None of { $listed } other homes was heard for long. Look at the network.
check-reach = Reach
    .green = Other homes can call this one.
    .amber = Nobody can call this home, or nobody has tried yet. That is enough while others can be called.
    .red = Neither way works. Look at the network.
check-store = Data
    .green = { $records ->
        [one] One record
       *[other] { $records } records
    }, all readable.
    .amber = { $records } records are readable; something was mended at the last start: talko status
    .red = Some records were lost from this disk; neighbours send them again: talko node start
check-journal = Journal
    .green = { $files ->
        [one] Its one file was read through, and so was its second copy.
       *[other] All { $files } files were read through, and so were their second copies.
    }
    .amber = { $damaged ->
        [0] A second copy is damaged; Talko makes it anew by itself.
       *[other] Damaged, and whole in the second copy; the next start repairs it: talko node stop, then talko node start
    }
    .red = Both copies of a file are damaged; what is lost comes back from neighbours: talko node stop, then talko node start
check-disk = Room
    .green = { $free } MB are free.
    .amber = Only { $free } MB are free. Make room soon.
    .red = Only { $free } MB are free; writing may stop. Make room now.
check-queue = Waiting
    .green = Everything you wrote is held by another home as well, or is for this one alone.
    .amber = { $queued ->
        [one] One item waits
       *[other] { $queued } items wait
    } to be sent. That is fine while the others are off.
    .red = { $queued } items wait to be sent for long. Look at the network.
check-backup = Backup
    .green = { $days ->
        [0] The last proven one is from today.
        [one] The last proven one is one day old.
       *[other] The last proven one is { $days } days old.
    }
    .amber = { $days ->
        [0] None was made yet, or none was proven. Make one: talko backup new
       *[other] The last proven one is { $days } days old. Make one: talko backup new
    }
    .red = The last proven one is { $days } days old. Make one: talko backup new
check-words = Twelve words
    .green = You have confirmed them.
    .amber = They are not confirmed yet. Write them down: talko key words
    .red = They are not confirmed, and there is no backup. Write them down: talko key words
check-charter = Who belongs
    .green = All agree.
    .amber = Two versions are being compared.
    .red = Two versions of who belongs stand against each other. Ask the stewards which holds.

## help: topics

topic-start =
    HOW IT BEGINS

    One of you starts a collective on a computer that is often on:

      talko setup --start "Cebu Desk" --name Amara
      talko node start
      talko invite new

    The others install Talko and paste the line: talko join talko1…
    Everything is kept on your own computers. There is no server and no account.
    To see how things stand, at any time: talko status
topic-words =
    THE TWELVE WORDS

    Twelve words bring you back when the computer is lost. Nobody else has them.
    See them while they are kept here: talko key words
    Write them on paper and prove it: talko key words-check
    After that they are removed from this computer. Until then, a backup carries your
    identity under its passphrase, so that a backup alone is enough to come back.
topic-invites =
    INVITES

    An invite is one line that begins with talko1. Whoever has it can use it, so send it only to the
    one you mean. It holds for seven days and one use; both can be changed.

      talko invite new                 a person joins your collective
      talko invite new --collective    another collective exchanges leads with yours
      talko invite list                which are open, and who used the others
      talko invite revoke ID           takes one back

    Chat programs break lines and change quotes; talko join understands that.
topic-money =
    MONEY

    Write "450 USD", "USD450" or "₱25,000"; a range as "9..12 USD".
    A bare number takes your usual currency and says so: talko config set currency PHP
    "25.000" can mean 25 or 25,000: it is not guessed but asked back.
    Talko holds no money. It keeps what people promised and what they said they gave.
topic-times =
    DATES AND TIMES

    Write "in 30 days", "tomorrow", "fri 17:00", "2026-12-01" or "2026-12-01 17:00".
    They are read in your time zone and shown in it: talko config set tz Asia/Manila
    Lengths are 90d, 4h, 30m; hours a week are 15/week.
topic-privacy =
    WHO SEES WHAT

    Every write says who will see it before and after: add --dry-run to see it without writing.
    Leads and pledges that are not shared stay in your collective. Of other collectives only those
    see your leads with which you exchange: talko neighbour list
    Everything that can be written, with who reads it: talko privacy
    Nothing is sent to anybody else: no statistics, no server.
topic-trouble =
    WHEN SOMETHING IS WRONG

      talko doctor        checks everything and says what to do
      talko status        what is connected and what waits
      talko help E-…      explains the code behind a message

    Being offline is no error: what you write is kept and sent later.
    Exit codes: 0 done, 1 unexpected, 2 wrong use, 3 you said no, 4 not set up, 5 not running,
    6 refused by a rule, 7 clash, 8 saved but not delivered in time, 9 disk, 10 a check is red.
topic-glossary =
    WORDS

    collective   a small group that works together
    steward      a member who may let others in and change the rules
    home         one computer of a collective or member on which Talko keeps everything
    lead         work that somebody might take
    pledge       a promise of help; it is called, done and confirmed
    ask          a request for help, answered by a pledge
    federation   collectives that exchange leads
    neighbour    another collective as this home knows it
topic-scripts =
    FOR SCRIPTS

    --json answers with one object: schema, data, warnings, and for writes state (sent, queued, local).
    Errors are one object on stderr: error.code, error.message, error.hint, error.exit.
    --plain prints rows separated by tabs. --no-input asks nothing. --wait waits for delivery.
    Fields are only ever added to a schema. Times in JSON are UTC, money is in minor units.

## Bids and what follows

receipt-sealed-whole = Sealed: only { $names } can read it; others see no more than that something was written.
bid-ask-price = What does the client pay?
bid-ask-scope = What does the client get?
bid-ask-until = What is the last day of the work?
bid-new = Opened bid { $short } – { $title }
bid-would-new = Would open a bid: { $title }
bid-new-price = The client pays { $price }; your collective keeps { $levy } of it.
bid-new-work = The work goes from { $first } to { $last }.
bid-new-closes = Everybody signs until { $closes }; the offer holds until { $valid }.
bid-new-next = Say what you do in it: talko bid role take { $short } ROLE --hours N
bid-edited = Changed bid { $short } – { $title }
bid-would-edit = Would change bid { $short } – { $title }
bid-voids = { $count ->
    [one] The signature of { $names } is void
   *[other] The signatures of { $names } are void
}: they were to other terms.
bid-own-name = { $name }, { $collective }
bid-role-taken = You do { $role } in bid { $short } for { $hours }.
bid-role-would-take = Would say that you do { $role } in bid { $short } for { $hours }.
bid-role-dropped = You no longer do { $role } in bid { $short }.
bid-role-would-drop = Would say that you no longer do { $role } in bid { $short }.
bid-asks-sum = You ask for { $sum }.
bid-asks-part = You ask for { $part } of what is left behind the levy.
bid-signed = You have signed bid { $short } as it stands (draft { $draft }); you get { $own }.
bid-would-sign = Would sign bid { $short } as it stands (draft { $draft }); you would get { $own }.
bid-sign-back = Take your signature back: talko bid unsign { $short }
bid-unsigned = Your signature under bid { $short } is taken back, until you sign again: talko bid sign { $short }
bid-would-unsign = Would take your signature under bid { $short } back.
bid-sent = Bid { $short } went to the client.
bid-would-send = Would say that bid { $short } went to the client.
bid-sent-next = The file for the client: talko proposal export { $short } -o proposal.html
bid-send-back = Take the bid back: talko bid withdraw { $short }
bid-resulted = Bid { $short }: { $stage }.
bid-would-result = Would say of bid { $short }: { $stage }.
bid-result-back = Say otherwise: talko bid result { $short } won|lost|no-answer
bid-withdrew = Bid { $short } is taken back.
bid-would-withdraw = Would take bid { $short } back.
bid-none = There is no bid here that you can read. Open one: talko bid new LEAD
bid-column-id = ID
bid-column-title = TITLE
bid-column-price = PRICE
bid-column-stage = NOW
bid-column-closes = SIGN UNTIL
bid-column-who = WHO
bid-column-role = WORK
bid-column-hours = HOURS
bid-column-gets = GETS
bid-column-hour = AN HOUR
bid-column-signed = SIGNED
bid-title = { $short } – { $title } ({ $stage })
bid-stage-drafting = the sums do not come out yet
bid-stage-waiting = waits for { $names }
bid-stage-ready = everybody has signed
bid-stage-sent = with the client
bid-stage-won = won
bid-stage-lost = lost
bid-stage-lapsed = no answer
bid-stage-contested = two different endings are told
bid-stage-withdrawn = taken back
bid-passed-over = { $count ->
    [one] One sealed record was not looked at: there are more than fit. What it says is missing here.
   *[other] { $count } sealed records were not looked at: there are more than fit. What they say is missing here.
}
bid-all-signed = Everybody has signed.
bid-missing = { $count ->
    [one] One signature is missing: { $names }.
   *[other] { $count } signatures are missing: { $names }.
}
bid-beyond = Not in it: { $text }
bid-need = What the client needs: { $text }
bid-working = Across time zones: { $text }
bid-cover = When somebody is ill: { $text }
bid-paying = To be paid: { $text }
bid-contact = The client writes to: { $text }
bid-went = It went to the client on { $when }.
bid-went-by = It went to the client on { $when }: { $how }.
bid-went-other = What went was another draft ({ $draft }); it binds as it was signed.
bid-ended = { $stage }, told on { $when }. { $note }
bid-label-lead = Lead
bid-label-opener = Opened by
bid-label-price = The client pays
bid-label-divided = Divided
bid-label-work = Work
bid-label-invoices = Invoices
bid-label-pays = Paid
bid-label-closes = Sign until
bid-label-valid = Holds until
bid-label-readers = Read by
bid-label-template = Terms of work
bid-label-needs = Needs
bid-seats = { $people } × { $role }
bid-basis-hours = by hours, but for what somebody asks
bid-basis-equal = equally, but for what somebody asks
bid-basis-set = as each share says
bid-work = { $first } to { $last }
bid-pays = within { $days } days of the invoice
bid-levied = { $name } keeps { $levy }: { $sum }
bid-whole = Together { $sum } (draft { $draft })
bid-remainder = Rounding left { $count } × { $unit } over: to { $names }.
bid-signed-yes = yes
bid-signed-no = not yet
bid-signed-changed = void: changed since
bid-signed-late = void: too late
bid-check-missing = Missing: { $what }
bid-check-against = Against your signature: { $what }
bid-check-good = Nothing is missing, and nothing speaks against it.

about-bid = A joint offer to a client: open, share out, sign, send
about-bid-new = Opens a bid on a lead
about-bid-list = Lists bids and what each waits for
about-bid-show = Shows a bid with its lines, sums and signatures
about-bid-edit = Changes a bid of yours; signatures to what it was are void then
about-bid-role = Who does what in a bid, and for what
about-bid-role-add = Says whom your bid needs
about-bid-role-take = Says what you do in a bid, and for what
about-bid-role-edit = Changes what you do in a bid, and for what
about-bid-role-drop = Says that you no longer do it
about-bid-split = How the price of your bid is divided
about-bid-check = What is missing, and what speaks against your signature
about-bid-sign = Signs a bid as it stands
about-bid-unsign = Takes your signature back, and with it all others
about-bid-send = Says that your bid went to the client
about-bid-result = Says how your bid ended
about-bid-withdraw = Takes your bid back
examples-bid-new =
    talko bid new 7K3Q --price "4800 AUD" --levy 5% --scope "Books and front desk" --until 2027-02-26 --with "Laguna VAs",Emeka
examples-bid-role-take =
    talko bid role take 9QD2 bookkeeping --hours 60
    talko bid role take 9QD2 translation --hours 10 --sum "400 AUD"
examples-bid-sign =
    talko bid check 9QD2
    talko bid sign 9QD2
arg-bid-bid = The bid, by id or title
arg-bid-new-lead = The lead, by id or title
arg-bid-new-with = Who else may take part: people, or collectives for all of their members
arg-bid-title = What is offered, in one line (the lead's title)
arg-bid-price = What the client pays: "4800 AUD"
arg-bid-levy = What your collective keeps of it (what its rules say)
arg-bid-split = How the rest is divided where a share names no sum: hours, equal or set
arg-bid-scope = What the client gets; - reads it from stdin
arg-bid-beyond = What they do not get
arg-bid-need = What the client needs, in their words
arg-bid-working = How you work together across time zones
arg-bid-cover = Who answers when somebody is ill
arg-bid-paying = By which ways it can be paid
arg-bid-payment-days = Within how many days of the invoice it is paid (14)
arg-bid-contractor = Who invoices: somebody in the bid, or the collective of one (yours)
arg-bid-contact = Whom the client writes to
arg-bid-template = The terms of work: plain, bookkeeping or design
arg-bid-from = The first day of the work
arg-bid-until = The last day of the work
arg-bid-closes = Until when anybody may sign: 3d, fri 17:00
arg-bid-valid = Until when the offer holds
arg-bid-rate = At what rate floors in another currency count: "100 USD = 152 AUD"
arg-bid-list-mine = Only those that you opened
arg-bid-list-waiting = Only those that wait for your signature
arg-bid-role-add-role = The kind of work
arg-bid-role-add-hours = Hours a week of each
arg-bid-role-add-people = How many people
arg-bid-role-role = The kind of work, such as bookkeeping
arg-bid-role-hours = How long in all: 60h
arg-bid-role-part = You ask for a part of what is left behind the levy: 30%
arg-bid-role-sum = You ask for a fixed sum: "400 AUD"
arg-bid-role-divided = You ask for neither, but for a part of the rest as the bid divides it
arg-bid-role-name = The name under which the client sees you
arg-bid-role-despite = What of your own bonds you set aside for it: role, notice, quiet
arg-bid-role-why = Why you set it aside
arg-bid-split-by-hours = By the hours of each
arg-bid-split-equal = The same for each
arg-bid-split-set = Each share says what it is
arg-bid-split-pool = What your collective keeps
arg-bid-sign-draft = The draft that you read; another one is not signed
arg-bid-send-how = How it went: "by e-mail", a platform
arg-bid-result-result = won, lost or no-answer
arg-bid-result-why = A word with it

error-unknown-bid = No bid that you can read is called "{ $typed }".
    .meaning = Nothing was done.
    .next = Look for it: talko bid list
    .hint = talko bid list
error-bid-bond = It goes against what you said of your { $bond ->
    [role] work: it is switched off
    [notice] notice: it begins sooner
   *[quiet] quiet hours
}.
    .meaning = You have not signed; nothing else changed.
    .next = Set it aside in writing: talko bid role edit { $short } ROLE --despite { $bond } --why TEXT
error-bid-changed = This bid is not the one that you read: it was changed.
    .meaning = You have not signed; nothing else changed.
    .next = Read it again: talko bid show { $short }
    .hint = talko bid show { $short }
error-bid-closes = It cannot be signed for longer than the offer holds.
    .meaning = Signing would end on { $closes_ms }, the offer on { $valid_ms }. Nothing was saved.
    .next = Give a later --valid, or an earlier --closes
error-bid-conflict = Two versions of this bid or of a share say different things.
    .meaning = They were written on two machines that did not know of each other. Nothing was sent.
    .next = Whoever wrote them says it once more: talko bid role edit { $short } ROLE
error-bid-contractor = Who invoices takes no part in it.
    .meaning = The sums stand, but nobody can sign this.
    .next = Name somebody in it, or the collective of one: talko bid edit { $short } --contractor NAME
error-bid-currency = { $name } asks in { $share }, and the client pays in { $price }.
    .meaning = Nothing was saved.
    .next = Ask in the currency of the bid, or for a part: talko bid role take { $short } ROLE --hours N --part 30%
error-bid-empty = Nobody takes part in it yet.
    .meaning = There are no sums to sign.
    .next = Say what you do: talko bid role take { $short } ROLE --hours N
error-bid-ended = That was told already: { $stage }.
    .meaning = Nothing was written.
    .next = See it: talko bid show { $short }
    .hint = talko bid show { $short }
error-bid-floor = { $pays } for { $hours } h is below { $whose ->
    [member] your own floor
    [bylaws] the floor of your rules
   *[pact] the floor of a pact
}.
    .meaning = It would have to be { $least } at least. You have not signed; nothing else changed.
    .next = Ask for more, or for fewer hours: talko bid role edit { $short } ROLE --sum "{ $least }"
error-bid-free = A price of nothing is no offer.
    .meaning = Nothing was saved.
    .next = Give what the client pays: --price "4800 AUD"
error-bid-full = { $count } shares are more than a bid can hold: 64.
    .meaning = Nothing was saved.
    .next = Open a second bid for some of the work: talko bid list
error-bid-won = The client took bid { $short }: it stays as everybody signed it.
    .meaning = Hours and money go by what was signed. Nothing was written.
    .next = If they did not take it, say so first: talko bid result { $short } lost
    .hint = talko bid show { $short }
error-bid-gone = Bid { $short } has gone to the client as it stands.
    .meaning = Nothing was written.
    .next = See it: talko bid show { $short }
    .hint = talko bid show { $short }
error-bid-idle = There are no hours by which the rest could be divided.
    .meaning = The bid is as it was.
    .next = Say how long you work: talko bid role edit { $short } ROLE --hours N
error-bid-lapsed = This offer held until { $valid_ms }.
    .meaning = Nothing was sent.
    .next = Give it longer; everybody signs again: talko bid edit { $short } --valid 14d --closes 3d
error-bid-late = This bid could be signed until { $closed_ms }.
    .meaning = Nothing was signed or saved.
    .next = Ask who opened it for more time: talko bid edit { $short } --closes 3d
error-bid-lead-over = This lead can no longer be answered.
    .meaning = It was closed or taken back, or its time is over. Nothing was written.
    .next = Look for another one: talko lead list
    .hint = talko lead list
error-bid-levy = A levy of { $percent } is more than a collective may keep: 50 %.
    .meaning = Nothing was saved.
    .next = Give a smaller one: --levy 5%
error-bid-load = The week of { $week_day } would be above your { $cap } h.
    .meaning = You have promised { $promised } h there ({ $with }), and this is { $wanted } h more. You have not signed.
    .next = Take less on: talko bid role edit { $short } ROLE --hours N
error-bid-no-line = You take no part in this bid.
    .meaning = There is nothing of yours to sign.
    .next = Say what you do in it: talko bid role take { $short } ROLE --hours N
error-bid-not-sent = Bid { $short } has not gone to the client.
    .meaning = Nothing was written.
    .next = Say that it went: talko bid send { $short }
    .hint = talko bid send { $short }
error-bid-not-signed = There is no signature of yours under bid { $short } that counts.
    .meaning = Nothing was written.
    .next = See who signed: talko bid show { $short }
    .hint = talko bid show { $short }
error-bid-not-yours = { $name } opened bid { $short }.
    .meaning = Nothing was changed.
    .next = Ask them; your own part you change with: talko bid role edit { $short } ROLE --hours N
error-bid-over = The shares are { $over } above what the client pays, { $price }.
    .meaning = The bid is unchanged.
    .next = Let it be worked out: talko bid role edit { $short } ROLE --divided
error-bid-paused = Your collective has let you pause.
    .meaning = You take on nothing new until then; what you promised before goes on. You have not signed.
    .next = See until when: talko member list
    .hint = talko member list
error-bid-payment-days = { $days } days are longer than a client may take: 365.
    .meaning = Nothing was saved.
    .next = Give a number of days: --payment-days 14
error-bid-people = { $count } people are no number of people for a role.
    .meaning = From 1 to { $most }. Nothing was saved.
    .next = Give another one: --people 2
error-bid-points = The shares add up to { $percent }, { $over } too much.
    .meaning = The bid is unchanged.
    .next = Let it be worked out: talko bid role edit { $short } ROLE --divided
error-bid-price = This price cannot be divided.
    .meaning = The bid is as it was.
    .next = Give another one: talko bid edit { $short } --price MONEY
error-bid-rate = "{ $typed }" is no rate for a bid in { $currency }.
    .meaning = Nothing was saved.
    .next = Write it as: --rate "100 USD = 152 AUD"
error-bid-rateless = { $whose ->
    [member] Your own floor
    [bylaws] The floor of your rules
   *[pact] The floor of a pact
} is in { $theirs }, and the bid names no rate.
    .meaning = Whether the line keeps it cannot be told. You have not signed.
    .next = Ask who opened it to say one: talko bid edit { $short } --rate "100 { $theirs } = 152 { $currency }"
error-bid-rates = { $count } rates are more than a bid can hold: 4.
    .meaning = Nothing was saved.
    .next = Leave some out
error-bid-readers = { $count } readers are more than a bid can name: 32.
    .meaning = Nothing was saved.
    .next = Name a collective in place of its members: --with "Laguna VAs"
error-bid-resting = { $count ->
    [one] { $names } takes on nothing new at present.
   *[other] These take on nothing new at present: { $names }.
}
    .meaning = Their collective has let them pause. The bid was not sent.
    .next = They give their part back, others take it: talko bid role drop { $short } ROLE
error-bid-role-none = You do no { $role } in bid { $short }.
    .meaning = Nothing was changed.
    .next = Take it on: talko bid role take { $short } "{ $role }" --hours N
error-bid-role-taken = You do { $role } in bid { $short } already.
    .meaning = Nothing was changed.
    .next = Change it: talko bid role edit { $short } "{ $role }" --hours N
error-bid-roles = { $count } roles are more than a bid can name: 8.
    .meaning = Nothing was saved.
    .next = Leave one out
error-bid-same = Bid { $short } says that already.
    .meaning = Nothing was written, and no signature is void.
    .next = See it: talko bid show { $short }
    .hint = talko bid show { $short }
error-bid-signed-before = You have signed bid { $short } as it stands.
    .meaning = Nothing was written.
    .next = See who else has: talko bid show { $short }
    .hint = talko bid show { $short }
error-bid-template = There are no terms of work called "{ $typed }".
    .meaning = Nothing was saved.
    .next = Choose one of: { $known }
error-bid-text = A text of this bid is missing.
    .meaning = It was erased, or written by a newer version of Talko.
    .next = See it: talko bid show { $short }
    .hint = talko bid show { $short }
error-bid-unchecked = A line of yours could not be checked.
    .meaning = What holds for it was not found here. You have not signed.
    .next = Say it anew: talko bid role edit { $short } ROLE --hours N
error-bid-under = The shares are { $under } below what the client pays, { $price }.
    .meaning = Nobody takes the rest, so there is nothing to sign yet.
    .next = Somebody takes what is left: talko bid role edit { $short } ROLE --divided
error-bid-undrafted = The sums of this bid do not come out yet.
    .meaning = Nothing was signed or sent.
    .next = See why: talko bid check { $short }
    .hint = talko bid check { $short }
error-bid-unset = { $name } does not say what they ask for.
    .meaning = In this bid each share says so. There is nothing to sign yet.
    .next = They say it: talko bid role edit { $short } ROLE --part 30%
error-bid-unsigned = { $count ->
    [one] One signature is missing: { $names }.
   *[other] { $count } signatures are missing: { $names }.
}
    .meaning = The bid cannot be sent yet; it closes on { $closes_ms }.
    .next = They sign it on their own computers: talko bid sign { $short }
error-bid-withdrawn = This bid was taken back.
    .meaning = Nothing was changed.
    .next = Look for another one: talko bid list
    .hint = talko bid list
error-percent = "{ $typed }" is no percentage.
    .meaning = Nothing was saved.
    .next = Write 5%, 12.5% or 30%
error-proposal-large = There is too much behind this bid for one file.
    .meaning = { $why }. Nothing was written.
    .next = Hide what the client need not see: --hide names,rates
error-proposal-unproven = What is held here does not prove this bid to a client.
    .meaning = The check that fails is "{ $check }". Nothing was written.
    .next = Let this computer catch up, then try again: talko status
    .hint = talko status

proposal-written = Wrote { $path } ({ $kilobytes } kB).
proposal-check-it = Whoever has it can check it: talko proposal verify { $path }
proposal-no-proof = It is to be read; only html and json hold the signatures.
proposal-then-send = Once it has gone: talko bid send { $short }
proposal-valid = VALID: everybody named in it signed exactly these words.
proposal-invalid = INVALID ({ $check })
proposal-invalid-next = Ask whoever gave it to you for the file once more, and compare its number on the telephone.
proposal-label-number = Number
proposal-label-title = Offers
proposal-label-signed = Signed
proposal-label-collectives = Collectives
proposal-signed = { $name }, { $when }
proposal-holds = The offer holds until { $until }.
proposal-over = The offer held until { $until }; it is over.
proposal-who = Whether these are the people that you mean, no file can tell: compare the numbers another way.
proposal-accepted-by = accepted by { $from }
proposal-fault-missing = There are no signed terms in this file, or they are cut off.
proposal-fault-page = The page says something else than what was signed.
proposal-fault-look = The page was made by another version of Talko; this one cannot compare it.
proposal-fault-shape = The signed terms were changed, or are cut off.
proposal-fault-draft = The terms inside are none.
proposal-fault-shown = It shows something that the signed terms do not hold.
proposal-fault-sums = The sums that it shows are not the price.
proposal-fault-authority = A word about who belongs to the collectives was changed.
proposal-fault-collective = It claims a collective that it does not prove.
proposal-fault-assent = A signature in it is damaged, or is to other terms.
proposal-fault-signature = A signature in it is not good.
proposal-fault-signer = A key that signed it belongs to nobody in its collective.
proposal-fault-charter = Somebody signed under rules that are none of their collective's.
proposal-fault-paused = Somebody signed who took on nothing new at that time.
proposal-fault-late = Somebody signed after the closing time.
proposal-fault-unsigned = Somebody is named in it and did not sign.
proposal-fault-stranger = Somebody signed who is not named in it, or twice.

about-proposal = The file for a client: write it, check it, record the answer
about-proposal-export = Writes the file for the client, once everybody has signed
about-proposal-verify = Checks such a file, on any computer, without an account
about-proposal-accept = Records that the client said yes to it
examples-proposal-export =
    talko proposal export 9QD2 -o proposal.html
    talko proposal export 9QD2 -o propuesta.html --lang es --hide rates
examples-proposal-verify =
    talko proposal verify proposal.html
arg-proposal-export-bid = The bid, by id or title
arg-proposal-export-format = html (one page with the signatures in it), md, txt or json
arg-proposal-export-hide = What the client is not shown: rates, names, contacts; what is shown can still be checked
arg-proposal-export-output = The file to write; --lang says in which language: en, fil, es, zh
arg-proposal-verify-file = The file; - reads it from stdin
arg-proposal-accept-file = The file that the client said yes to
arg-proposal-accept-from = Who said so: a mail address
arg-proposal-accept-reply = What the client wrote, as a file; its hash is recorded

error-proposal-invalid = This file does not hold.
    .meaning = { $why } Nothing was written.
    .next = Take the file that you sent: talko proposal export BID -o FILE
error-proposal-other = This file is of no bid that you have sent.
    .meaning = Nothing was written.
    .next = Look for it: talko bid list
    .hint = talko bid list

account-title = { $short } – { $title }
account-came = { $came } of { $price } came in.
account-over = { $over } of it are above the price, and nobody's: ask the client.
account-column-who = WHO
account-column-whole = OF THE WHOLE
account-column-now = OF WHAT CAME
account-column-sent = PASSED ON
account-column-came = CONFIRMED
account-open = { $name } { $sum }
account-pass-on = To be passed on: { $parts }.
account-payment = { $id } { $day } came in: { $sum } { $note }
account-payout = { $id } { $day } went on to { $to }: { $sum }, not confirmed yet { $note }
account-payout-came = { $id } { $day } went on to { $to }: { $sum }, confirmed { $note }
account-payout-disputed = { $id } { $day } went on to { $to }: { $sum }, disputed { $note }
account-disputed = { $name } says that { $sum } did not come: { $why }
invoice-new = Wrote invoice { $short } ({ $number }) over { $sum }, due on { $due }.
invoice-would-new = Would write an invoice ({ $number }) over { $sum }, due on { $due }.
invoice-back = Write another in its place: talko invoice new { $short } --replaces { $id } --sum MONEY
invoice-received = { $sum } came in for invoice { $number }.
invoice-would-receive = Would say that { $sum } came in for invoice { $number }.
invoice-received-back = Take it back: talko invoice received { $invoice } 0 --replaces { $id }
invoice-paid = { $sum } went on to { $name }.
invoice-would-pay = Would say that { $sum } went on to { $name }.
invoice-paid-back = Take it back: talko invoice paid { $short } "{ $name }" --replaces { $id } --sum 0
invoice-acked = You have said that { $sum } came.
invoice-would-ack = Would say that { $sum } came.
invoice-disputed = You have said that { $sum } did not come.
invoice-would-dispute = Would say that { $sum } did not come.
invoice-ack-back = Say otherwise where it did not: talko invoice ack { $short } --payout { $ids } --dispute TEXT
invoice-dispute-back = Say so once it came: talko invoice ack { $short } --payout { $ids }
invoice-none = There is no invoice that you can read. Write one for a bid that was won: talko invoice new BID
invoice-none-late = No invoice is late.
invoice-column-id = ID
invoice-column-number = NUMBER
invoice-column-bid = BID
invoice-column-sum = SUM
invoice-column-paid = PAID
invoice-column-due = DUE
invoice-column-state = NOW
invoice-state-issued = not due yet
invoice-state-part = paid in part
invoice-state-paid = paid
invoice-state-overdue = { $days ->
    [one] one day late
   *[other] { $days } days late
}
invoice-page = Invoice
invoice-page-by = from { $house }
invoice-page-issued = Written on { $issued }
invoice-page-what = For
invoice-page-number = Proposal { $number }
invoice-page-for = To { $client }
invoice-page-money = To be paid
invoice-page-sum = Sum: { $sum }
invoice-page-due = Until: { $due }
invoice-page-paid = Received so far: { $paid }; open: { $open }
invoice-page-late = { $days ->
    [one] One day late
   *[other] { $days } days late
}
letter-client = Sir or Madam
letter-polite =
    Dear { $client },

    our invoice { $number } for "{ $title }" was due on { $due }, and { $open } of it are still open. Perhaps it was overlooked. Would you have a look, and tell us when we can expect it?

    If it is on its way already, thank you, and please take no notice of this letter.

    With kind regards
    { $house }
letter-firm =
    Dear { $client },

    invoice { $number } for "{ $title }" was due on { $due }. { $open } of it have been open for { $days } days now.

    Please pay within seven days. Until then our work rests, as the terms say to which both of us agreed; the people who did it are waiting for their pay. If something is wrong with the invoice or with the work, tell us in writing within the same days, and what of it you hold back.

    With kind regards
    { $house }

about-invoice = The money of a bid that was won: ask, receive, share out, confirm
about-invoice-new = Writes an invoice
about-invoice-list = Lists invoices and where each stands
about-invoice-export = Writes an invoice as a page for the client
about-invoice-received = Says what came in, in whole or in part
about-invoice-split = Shows whose is what of what came in
about-invoice-paid = Says that somebody's part was passed on
about-invoice-ack = Says that your part came, or that it did not
about-invoice-letter = A letter to a client who has not paid, polite or firm
examples-invoice-received =
    talko invoice received 2027-9QD2-1 "2400 AUD" --on 2027-03-20
arg-invoice-bid = The bid, by id or title, or an invoice of it
arg-invoice-invoice = The invoice, by id or number; or the bid, where it has just one
arg-invoice-list-overdue = Only those that are late
arg-invoice-output = The file to write
arg-invoice-on = The day (today)
arg-invoice-new-on = When it is written (today, or as the one that it replaces)
arg-invoice-note = A word with it
arg-invoice-replaces = An earlier one in whose place it comes; a sum of 0 takes that back
arg-invoice-new-sum = How much (all that was not asked for yet)
arg-invoice-new-number = Its number in your books
arg-invoice-new-due = The last day on which it is paid in time (by the bid, or as the one that it replaces)
arg-invoice-received-sum = How much came in
arg-invoice-paid-name = To whom
arg-invoice-paid-sum = How much (all that is open)
arg-invoice-ack-payout = Some of several, by the beginnings of their ids
arg-invoice-ack-dispute = It did not come: why you think so
arg-invoice-letter-tone = polite or firm (by how late it is)

error-unknown-account = No bid that was sent, and no invoice, is called "{ $typed }".
    .meaning = Nothing was done.
    .next = Look for it: talko invoice list
    .hint = talko invoice list
error-invoice-all = { $rest } of { $price } are left to ask for.
    .meaning = No invoice was written.
    .next = See those that are: talko invoice list
    .hint = talko invoice list
error-invoice-currency = "{ $typed }" is not in { $currency }, the currency of the bid.
    .meaning = Nothing was written.
    .next = Give what it was in { $currency }, and the rest as a word: --note TEXT
error-invoice-due = It would be due on { $last }, before { $written }, when it is written.
    .meaning = What stands in the place of another keeps its days where none are given. No invoice was written.
    .next = Give both: talko invoice new BID --on DATE --due DATE
error-invoice-no-payout = Nothing that went on to you waits for your word.
    .meaning = Nothing was written.
    .next = See what is yours: talko invoice split { $short }
    .hint = talko invoice split { $short }
error-invoice-nobody = { $name } has no part in bid { $short }.
    .meaning = Nothing was written.
    .next = See whose is what: talko invoice split { $short }
    .hint = talko invoice split { $short }
error-invoice-not-open = { $open } are open for { $name }.
    .meaning = Of what came in nothing more is theirs. Nothing was written.
    .next = Wait until more comes in, or give a smaller sum: --sum MONEY
error-invoice-not-won = The client has not taken bid { $short }.
    .meaning = No invoice was written.
    .next = Say so once they have: talko bid result { $short } won
    .hint = talko bid result { $short } won
error-invoice-not-yours = { $name } invoices for bid { $short }.
    .meaning = Nothing was written.
    .next = Ask them; see where it stands: talko invoice split { $short }
    .hint = talko invoice split { $short }
error-invoice-nothing = Nothing is no payment.
    .meaning = Nothing was written.
    .next = Give what came in: talko invoice received INVOICE MONEY
error-invoice-paid-already = Invoice { $number } is paid.
    .meaning = There is nothing to remind of.
    .next = See the others: talko invoice list --overdue
    .hint = talko invoice list --overdue
error-invoice-replaces = There is nothing here that begins with "{ $typed }".
    .meaning = Nothing was written.
    .next = See what there is: talko { $see }
    .hint = talko { $see }
error-replaces-others = { $name } wrote { $id } ({ $what }).
    .meaning = Only they can put something in its place: what you wrote would count beside it. Nothing was written.
    .next = Ask them; see what there is: talko { $see }
    .hint = talko { $see }
error-invoice-which = Bid { $short } has { $count ->
    [0] no invoice
   *[other] { $count } invoices: { $choices }
}.
    .meaning = Nothing was done.
    .next = Name one by its id or number, or write one: talko invoice new { $short }

bid-narrow = { $name } said { $role } before others were let in, who cannot read it; it counts once they say it again: talko bid role edit { $short } "{ $role }"
about-bid-invite = Lets others take part in your bid, or leaves somebody out
arg-bid-invite-name = Whom it lets in: people, or collectives for all of their members
arg-bid-invite-without = Whom it leaves out; what they offered counts no more
error-bid-poster = { $name } posted the lead, and reads every bid on it.
    .meaning = Nothing was changed.
    .next = Leave somebody else out: talko bid show { $short }

kind-worklog = How long somebody worked on it
kind-delivery = What was handed over to the client
kind-outcome = How somebody kept what they promised

work-logged = You worked { $hours } as { $role } on { $day }.
work-would-log = Would say that you worked { $hours } as { $role } on { $day }.
work-log-back = Take it back: talko work log { $short } --hours 0 --replaces { $id }
entry-replaces = In the place of { $id }: { $what }
work-list-back = See it with the rest: talko work list { $short }
work-delivered = Handed over on { $day }: { $what }
work-would-deliver = Would say that it was handed over on { $day }: { $what }
work-accepted = The client took it on { $day }: { $what }
work-would-accept = Would say that the client took it on { $day }: { $what }
work-column-promised = PROMISED
work-column-done = DONE
work-log = { $id } { $day } { $name }, { $role }: { $hours } { $note }
work-delivery = { $id } { $day } { $name } handed over: { $what }
work-delivery-accepted = { $id } { $day } { $name } handed over: { $what } (the client took it on { $on })
work-outcome-own = { $of } says of themselves: { $how } { $note }
work-outcome = { $by } says of { $of }: { $how } { $note }
outcome-kept = kept
outcome-late = late
outcome-cancelled = cancelled in time
outcome-no-show = did not come
outcome-said = Said of { $name }: { $how }.
outcome-would-say = Would say of { $name }: { $how }.
outcome-back = Say something newer: talko outcome { $short } HOW --of "{ $name }"
outcome-none = Nobody has said yet how anybody kept what they promised.
outcome-side-own = themselves
outcome-side-others = the others
outcome-column-side = SAY
outcome-column-kept = KEPT
outcome-column-late = LATE
outcome-column-cancelled = CANCELLED
outcome-column-no-show = NO SHOW

about-work = What is done for a bid that the client took
about-work-log = Says how long you worked on a day
about-work-list = Shows hours, deliveries, and how each kept what they promised
about-work-delivered = Says that something was handed over, or that the client took it
about-outcome = Says how somebody kept what they promised; without a bid it counts
examples-outcome =
    talko outcome 9QD2 kept --of Binh
    talko outcome --of Binh
arg-work-bid = The bid, by id or title
arg-work-log-hours = How long: 4h; 0 takes back what it corrects
arg-work-log-role = As what, where you do several things in it
arg-work-log-replaces = An earlier log of yours that it corrects
arg-work-on = The day (today)
arg-work-log-note = What was done
arg-work-delivered-what = What was handed over
arg-work-delivered-accepted = The client took an earlier delivery of yours: its id
arg-outcome-bid = The bid, by id or title; without it all are counted
arg-outcome-how = kept, late, cancelled or no-show
arg-outcome-of = Whose work (yours)
arg-outcome-note = A word with it

error-work-day = A day has no more than 24 hours.
    .meaning = Nothing was written.
    .next = Write each day by itself: talko work log BID --hours 8 --on DATE
error-work-no-delivery = You have handed over nothing that begins with "{ $typed }".
    .meaning = Nothing was written.
    .next = See what there is: talko work list { $short }
    .hint = talko work list { $short }
error-work-no-log = You have written down no hours that begin with "{ $typed }".
    .meaning = Nothing was written.
    .next = See what there is: talko work list { $short }
    .hint = talko work list { $short }
error-work-no-line = There is no such part in bid { $short }.
    .meaning = Hours and outcomes are of those who take part. Nothing was written.
    .next = See who does: talko bid show { $short }
    .hint = talko bid show { $short }
error-work-which = You do several things in it: { $roles }.
    .meaning = Nothing was written.
    .next = Say which: talko work log BID --hours 4h --role ROLE

## client

kind-payment-report = How a client paid an invoice, or that it had not: about how much, due when; the client as a hash that only those can make who know the name
    .by = client report
kind-report-sign = That another's report of this sort is so
    .by = client sign
kind-client-reply = What a client answers to such a report
    .by = client reply

client-reported = Reported how invoice { $number } was paid: { $stands }
client-would-report = Would report how invoice { $number } was paid: { $stands }
client-second = Nobody else is shown it until another who took part signs it: talko client sign { $short }
client-withdrawn = Took the report about invoice { $number } back.
client-withdrawn-report = Took report { $short } back.
client-would-withdraw-report = Would take report { $short } back.
client-would-withdraw = Would take the report about invoice { $number } back.
client-signed = You say too that report { $short } about invoice { $number } is so.
client-would-sign = Would say too that report { $short } about invoice { $number } is so.
client-sign-what = It says of { $names }: { $what }
client-sign-back = { $name }, who reported it, can take it back, which ends your signature with it: talko client report { $invoice } --withdraw
client-lead-names = The report does not name the client; the lead does, to everybody who reads it.
client-replied = Wrote the client's answer to report { $short } down; whoever is shown the report is shown it.
client-would-reply = Would write the client's answer to report { $short } down.
client-paid-in-time = Paid in time.
client-paid-late = { $days ->
        [one] Paid one day late.
       *[other] Paid { $days } days late.
    }
client-not-paid = { $days ->
        [one] Not paid, one day after it was due.
       *[other] Not paid, { $days } days after it was due.
    }
client-sum-paid = { $least } to { $most }, due on { $due }, paid on { $paid }.
client-sum-unpaid = { $least } to { $most }, due on { $due }, not whole on { $seen }.
client-report = { $short }  { $what }
client-report-by = { $by } of { $house } reports it, { $signed } signed it too. Shown until { $until }.
client-report-alone = { $by } of { $house } reports it; nobody else is shown it until another signs: talko client sign { $short }
client-answer = The client answers: "{ $text }" (written down by { $steward } of { $house } on { $on })
client-erased = What it said was erased.
client-facts = { $names }: { $invoices ->
        [one] one invoice
       *[other] { $invoices } invoices
    }, told by { $collectives ->
        [one] one collective
       *[other] { $collectives } collectives
    }
client-facts-none = Nobody has reported how { $names } pays. That says nothing for it, and nothing against it.
client-facts-waiting = Nobody is told yet how { $names } pays: what was reported waits for a second signature.
client-facts-what = Two who took part sign each report; they are facts about past invoices, and they end by themselves. A client is found by the name, site or address that was reported.
client-in-time = paid in time: { $count }
client-late = paid late: { $count }
client-unpaid = not paid when it was last said: { $count }
client-contested = of which reports say different things: { $count }
client-none = You have reported nothing, and no report is about an invoice that you can open.
client-unpaid-none = No report says that an invoice is not paid.
client-unpaid-total = { $least } to { $most }: { $invoices ->
        [one] one invoice that is not paid
       *[other] { $invoices } invoices that are not paid
    }, told by { $collectives ->
        [one] one collective
       *[other] { $collectives } collectives
    }

about-client = How clients pay: told by two who took part, found by whoever can name the client
about-client-facts = How a client paid others
about-client-report = Reports how an invoice was paid, for whoever can name the client
about-client-sign = Signs another's report about an invoice that you know
about-client-reply = Writes a client's answer to a report down, as a steward
about-client-list = Your reports, and those about invoices that you can read
about-client-unpaid = What clients owe in the whole federation
examples-client =
    talko client facts "Rivera Café" rivera.example
    talko client report 2024-14 --client "Rivera Café" --client rivera.example
arg-client-facts-client = A name, a site or a mail address; several are looked for together
arg-client-report-invoice = The invoice, by id or number; or the bid, where it has just one; with --withdraw also the report's id
arg-client-report-client = Who the client is: a name, a site or a mail address; several find it by each (as the lead says)
arg-client-report-withdraw = Takes your report back
arg-client-sign-report = The report, by the beginning of its id (the one that waits)
arg-client-sign-client = Who the client is, where the lead does not say so
arg-client-reply-report = The report, by the beginning of its id
arg-client-reply-text = What the client answers; - reads it from stdin
arg-client-list-waiting = Only those that wait for your signature

error-unknown-report = No report begins with "{ $typed }".
    .meaning = Nothing was written.
    .next = Look the client up: talko client facts NAME
    .hint = talko client facts NAME
error-client-differs = Your account says otherwise than report { $short }.
    .meaning = It says: { $theirs } Your account says: { $ours } You have not signed.
    .next = Ask whoever reported it to say it anew: talko client list
    .hint = talko client list
error-client-many = A client is found by { $most } names at most.
    .meaning = Nothing was written.
    .next = Give the ones that others would type: talko client report INVOICE --client NAME
error-client-name = "{ $typed }" names nobody.
    .meaning = Nothing was looked up, nothing was written.
    .next = Type a name, a site or a mail address: talko client facts NAME
error-client-no-report = There is no report of yours about invoice { $number }.
    .meaning = Nothing was written.
    .next = See what there is: talko client list
    .hint = talko client list
error-client-none-waits = No report waits for your signature.
    .meaning = Only those about an invoice that you can open do. Nothing was written.
    .next = See what there is: talko client list
    .hint = talko client list
error-client-not-due = Invoice { $number } is due on { $due }, and not late yet.
    .meaning = Nothing was reported.
    .next = Remind them meanwhile: talko invoice letter { $number } --tone polite
    .hint = talko invoice letter { $number } --tone polite
error-client-nothing = Invoice { $number } is over nothing.
    .meaning = Nothing was reported.
    .next = See what there is: talko invoice list
    .hint = talko invoice list
error-client-other = Report { $short } names a client whom you do not call so.
    .meaning = It may be about somebody else. You have not signed.
    .next = Say every name that was reported: talko client sign { $short } --client NAME
error-client-signed-already = Report { $short } does not wait for your signature.
    .meaning = You wrote it, or have signed it, or it was taken back. Nothing was written.
    .next = See what waits: talko client list --waiting
    .hint = talko client list --waiting
error-client-steward = A client's answer is written down by a steward.
    .meaning = Nothing was written.
    .next = See who is one, and ask them: talko member list
    .hint = talko member list
error-client-stranger = You take no part in bid { $short }.
    .meaning = How a client paid is said by those who did the work. Nothing was written.
    .next = See who did: talko bid show { $short }
    .hint = talko bid show { $short }
error-client-unnamed = Neither the lead nor you say who the client of { $number } is.
    .meaning = Nothing was written.
    .next = Say it as others would look it up, by name or site: --client NAME
error-client-which = Several reports wait for your signature: { $choices }.
    .meaning = Nothing was written.
    .next = Say which: talko client sign REPORT

explain-bid = What bid { $short } "{ $title }" follows from
explain-split-hours = The price less { $levy }, rounded down, is divided by hours; sums and parts that somebody asked for come first. Each is rounded down, and the units left over go to who lost most by that.
explain-split-equal = The price less { $levy }, rounded down, is divided equally; sums and parts that somebody asked for come first. Each is rounded down, and the units left over go to who lost most by that.
explain-split-set = The price less { $levy }, rounded down, is divided as each says. Each is rounded down, and the units left over go to who lost most by that.
explain-due = { $name }: { $whole } × { $came } / { $price } = { $now }
explain-dues = Each is rounded down, and the units left over go to who lost most by that.
explain-client = Each invoice is counted once, by a mark that only those can make who can open it; where reports of it differ it is contested.
about-explain-bid = The records behind the sums and signatures of a bid
about-explain-invoice = The records behind whose is what of the money
about-explain-client = The records behind what is told of a client
arg-explain-bid-bid = The bid, by id or title
arg-explain-invoice-invoice = The invoice, by id or number; or the bid
arg-explain-client-client = A name, a site or a mail address; several are looked for together
lead-client-hours-unknown = { $said } (this program does not know that time zone: nothing is compared with these hours)
crew-zone-unknown = This program does not know the client's time zone { $zone }: their hours were left out.

# Every sentence that a person reads, in English. A key that ends in nothing is a sentence; errors
# have the parts .meaning and .next, and .hint where one command helps; about-… and arg-… are help.
# Variables are texts or whole numbers. Ids and commands stand alone or before a blank.

## Names and figures

name-unknown-person = somebody ({ $short })
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
ask-passphrase-again = The same again
ask-passphrase-differs = The two are not the same.

## Receipts: what every write says

receipt-audience-nobody = Nobody but you will see it.
receipt-audience-own = Visible to { $name } only.
receipt-audience-names = Visible to { $names }.
receipt-audience-count = Visible to { $count } collectives.
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
receipt-undo = Undo: talko undo { $operation }
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
status-stopped = Talko is not running here, so nothing is sent or received. Start it: talko node start
status-alone = Running. You are the only home so far. Invite somebody: talko invite new
status-unconnected = Running, and none of { $listed ->
    [one] the one other home is
   *[other] { $listed } other homes is
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
status-to-confirm = { $count ->
    [one] One pledge waits
   *[other] { $count } pledges wait
} for you to confirm: talko pledge list
status-joining = The request to join { $name } is kept and retried.
status-backup = Last proven backup: { $ago }.
status-no-backup = Not backed up yet: talko backup new

## config

config-column-key = SETTING
config-column-value = VALUE
config-usual = (as usual)
config-path = The file: { $path }
config-set = { $key } is now { $value }.
config-unset = { $key } is as usual again.
config-would = { $key } could be changed so; nothing was written.

## Help: the frame

help-usage = Usage:
help-commands = Commands
help-options = Options
help-arguments = Arguments
help-examples = Examples:

## Help: commands

about-talko = Talko: share job leads, bid together, help each other out.
about-config = The settings of this home
about-config-show = Shows every setting
about-config-get = Shows one setting
about-config-set = Changes a setting
about-config-unset = Takes a setting out, so that the usual holds again
examples-config-set =
    talko config set currency PHP
    talko config set tz Asia/Manila
about-status = Am I connected, what is queued, what needs me

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
arg-config-key = lang, tz, currency, listen, lan or upnp
arg-config-value = What it becomes
arg-status-oneline = One line only

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
error-interrupted = Stopped by Ctrl-C.
    .meaning = Nothing is half saved.
    .next = Nothing to do; to look: talko status
    .hint = talko status

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
error-past = { $when_ms } has passed already.
    .meaning = Nothing was saved.
    .next = Write a date ahead, such as "in 30 days"
error-span = "{ $typed }" is no length of time.
    .meaning = Nothing was saved.
    .next = Write 90d, 4h or 30m
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

## Errors: files and settings

error-config-key = There is no setting "{ $key }".
    .meaning = Nothing was changed.
    .next = The settings are: { $known }
error-config-value = "{ $typed }" does not fit the setting { $key }.
    .meaning = Nothing was changed.
    .next = Write yes or no
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

error-no-home = Nothing is set up here yet.
    .meaning = Nothing was done, and nothing has left this computer.
    .next = Start: talko setup – or, with an invite: talko join
    .hint = talko setup
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

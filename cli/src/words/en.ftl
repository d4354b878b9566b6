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
examples-lead-list =
    talko lead list --closes-within 3d
    talko lead list --skill xero --min "10 USD"
examples-lead-import =
    talko lead import jobs.csv --map title=A,budget=C
    talko lead import https-page-saved.html --dry-run

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
arg-lead = The lead, by its id or its title
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
arg-limit = At most so many
arg-offset = Leaves out the first so many
arg-lead-words = The words; a lead must have all of them
arg-lead-result = How it ended: won, lost, gone or scam
arg-lead-file = The file; - reads stdin
arg-lead-map = Which column of a table is which field, by letter or heading
arg-lead-again = Takes leads again that were withdrawn here
arg-lead-format = csv or jsonld
arg-lead-output = Into this file instead of stdout

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

## Errors: work

error-newcomer = You have joined and are not a member yet.
    .meaning = Nothing was saved; newcomers read, offer help and ask for it.
    .next = Ask a steward to approve you: talko member approve
error-nothing-said = Nothing was said that is to change.
    .meaning = Nothing was saved.
    .next = Say it on the line; --help shows how
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

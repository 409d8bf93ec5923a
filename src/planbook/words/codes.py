"""The codes of all sentences as types, and the arguments each needs. Written by ``docs/codes.py``."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Literal, TypeAlias

# fmt: off
if TYPE_CHECKING:
    FindingCode: TypeAlias = Literal[
        "activity-changed-since-issued", "activity-more-target-lines", "activity-new", "activity-no-values",
        "activity-not-in-register", "activity-number-changed", "activity-number-twice", "activity-parent-not-found",
        "activity-proposal-changed", "activity-renumbered", "activity-reworded", "activity-targets-changed",
        "activity-unit-beside", "activity-vanished", "activity-words-changed", "adopt-of-master", "answer-explained",
        "answer-of-several-files", "answer-of-several-quarters", "answers-of-other-files", "archive-damaged",
        "archive-of-other-kind", "archive-too-deep", "archive-too-large", "archive-without-files",
        "arithmetic-product", "arithmetic-year", "budget-part", "budget-sum", "caption-changed", "cell-comment",
        "cell-is-picture", "cell-out-of-bounds", "cells-out-of-order", "columns-contradict", "contact-empty",
        "copy-without-return", "correction-cleared", "cumulative-falls", "denominator-zero", "detail-typed-over",
        "due-date-empty", "error-value", "evidence-missing", "facts-row-unreadable", "facts-typed-over",
        "facts-without-keys", "figure-as-next-row", "figure-changed", "figure-far-above-target",
        "figure-far-from-past", "figure-hundredfold", "figure-late", "figure-of-other-row", "figure-restated",
        "figure-withdrawn", "figures-left-out", "file-elsewhere", "file-empty", "file-encrypted", "file-has-macros",
        "file-is-html", "file-is-text", "file-no-spreadsheet", "file-not-readable", "file-same-as-other",
        "file-stops-reader", "file-too-large", "file-truncated", "files-passed-over", "fill-sheet-twice-same",
        "fill-sheets-differ", "finding-waived", "folder-empty", "folder-linked", "form-logo-unusable",
        "form-nothing-due", "form-nothing-to-correct", "form-office-unknown", "form-office-without-activities",
        "form-signed", "form-version-newer", "form-version-older", "formula-circular", "formula-external",
        "formula-typed-over", "formula-without-value", "group-code-unknown", "identity-disagrees", "identity-lost",
        "initiative-twice", "input-columns-missing", "input-merged", "join-activity-alike", "join-activity-unknown",
        "join-answers-differ", "join-decision-differs", "join-no-results", "join-part-twice", "key-columns-lost",
        "key-row-lost", "letter-in-number", "locked-figure-changed", "locked-text-changed", "mail-address-bad",
        "mail-address-missing", "mail-locked", "mail-word-unknown", "measures-pending", "needed-left-blank",
        "next-year-assumed", "next-year-due", "next-year-gone", "next-year-initiative-renumbered",
        "next-year-never-merged", "next-year-nothing-alike", "next-year-office-targets", "next-year-open",
        "next-year-other-region", "next-year-renumbered", "next-year-results-there", "next-year-reworded",
        "next-year-rule-activity", "next-year-rule-quarters", "next-year-setting-names-year", "nil-in-ratio",
        "nil-without-reason", "nobody-fills-in", "note-beside-table", "note-blank", "notes-many", "number-ambiguous",
        "number-raised", "number-shown-otherwise", "numbering-gap", "office-code-bad", "office-code-twice",
        "office-count-differs", "office-name-twice", "office-target-not-understood", "office-targets-changed",
        "office-targets-sum", "office-targets-total", "office-via-circle", "office-via-unknown",
        "offices-asked-nothing", "offices-encoding-doubtful", "offices-made-up", "offices-without-mail",
        "outlook-mail-damaged", "path-missing", "percent-ambiguous", "percent-in-count", "percent-out-of-range",
        "percent-sign-missing", "plan-budget-converted", "plan-budget-line-more", "plan-budget-merged-down",
        "plan-budget-not-understood", "plan-budget-unit-assumed", "plan-cell-error", "plan-cell-not-understood",
        "plan-cells-not-understood", "plan-column-unknown", "plan-converted", "plan-formula-not-computed",
        "plan-half-years", "plan-has-macros", "plan-merged-columns", "plan-merged-down", "plan-merged-targets",
        "plan-months-rolled-up", "plan-near-miss", "plan-no-activities", "plan-no-result-column", "plan-no-table",
        "plan-no-target-column", "plan-row-unnumbered", "plan-rows-hidden", "plan-sheet-hidden",
        "plan-sheet-near-miss", "plan-sheets-no-plan", "plan-signed", "plan-table-below", "plan-tables-side-by-side",
        "plan-text-struck", "plan-two-tables", "plan-was-template", "plugin-error", "plugin-failed", "plugin-info",
        "plugin-warning", "proof-cell-changed", "proof-list-changed", "proof-part-changed", "proof-part-missing",
        "question-open", "question-unconfirmed", "ratio-half", "ratio-over-whole", "ratio-units-differ",
        "region-figure-error", "region-figure-info", "region-figure-warning", "region-rule-error", "region-rule-info",
        "region-rule-warning", "register-key-twice", "register-not-as-plan", "register-row-without-activity",
        "register-value-unknown", "remark-merged", "rename-key-in-use", "rename-not-a-key", "rename-twice",
        "responsible-counted", "responsible-empty", "responsible-unknown", "result-cell-asked", "result-cell-edited",
        "result-cell-kept", "result-cell-overwritten", "result-cell-restored", "result-cell-typed",
        "result-cell-unproven", "result-formula-kept", "result-formulas", "result-formulas-text", "result-no-cell",
        "results-without-activity", "results-without-office", "return-chosen", "return-combined", "return-excluded",
        "return-not-a-form", "return-not-preferred", "return-of-other-plan", "return-of-other-quarter",
        "return-of-other-year", "return-of-unknown-office", "return-order-close", "return-order-unknown",
        "return-repeated", "return-superseded", "return-unreadable", "returns-both-preferred", "review-open",
        "row-added", "row-copied", "row-figures-moved", "row-keys-out-of-step", "row-missing", "row-twice-differs",
        "row-unsure", "rule-all-met-no-target", "rule-always-holds", "rule-answers-unused", "rule-carry-many",
        "rule-carry-offices", "rule-mean-of-times", "rule-name-twice", "rule-needs-ratio", "rule-never-asked",
        "rule-never-holds", "rule-not-installed", "rule-not-understood", "rule-of-other-rule",
        "rule-of-unknown-activity", "rule-sum-percent", "rule-text-figures", "rule-value-unknown",
        "rule-without-message", "rules-contradict", "setting-factor-bad", "setting-year-bad", "sheet-added",
        "sheet-has-drawing", "stamp-lost", "stamp-lost-composed", "status-contradicts-result",
        "status-not-understood", "summary-range-differs", "table-as-last-quarter", "table-as-other-office",
        "table-of-other-office", "target-against-direction", "target-blank", "target-changed-since-issued",
        "target-is-words", "target-missed-unexplained", "target-not-understood", "target-pending",
        "target-percent-over-100", "target-percent-unclear", "target-row-unknown", "target-share-unclear",
        "target-unit-other", "target-units-differ", "text-struck", "title-changed", "typed-in-other-quarter",
        "typed-where-not-asked", "unit-changed-since-issued", "unit-differs", "update-other-year", "value-is-boolean",
        "value-is-date", "value-may-be-date", "value-mended", "value-negative", "value-not-understood",
        "value-out-of-range", "value-struck", "waiver-expired", "waiver-past", "waiver-unknown",
        "waiver-without-reason", "who-from-parent", "wording-changed-since-issued", "xml-doctype",
        "year-setting-differs", "year-sheet-differs", "year-title-differs", "year-unknown", "zip-bad-member",
        "zip-bomb",
    ]
    ErrorCode: TypeAlias = Literal[
        "activity-unknown", "adopt-two-ways", "answers-bad", "because-without-file", "brief-ending", "cell-no-figure",
        "cell-not-one", "cell-out-of-bounds", "cell-sheet-unknown", "cells-out-of-order", "check-has-no-workbook",
        "chosen-twice", "cluster-lost", "condition-count", "condition-function-unknown", "condition-name-unknown",
        "condition-no-question", "condition-not-understood", "condition-number-long", "condition-round-places",
        "condition-sort", "condition-takes-name", "condition-text-order", "condition-too-deep", "condition-too-long",
        "dask-missing", "date-system-differs", "demo-folder-has-others", "demo-folder-not-empty", "desk-answer-bad",
        "desk-busy", "desk-changed", "desk-changed-since", "desk-check-first", "desk-folder-gone", "desk-held",
        "desk-missing", "desk-no-activity", "desk-no-file", "desk-no-plan", "desk-not-opened", "desk-nothing-to-undo",
        "desk-one-plan", "desk-plan-has-macros", "desk-port-taken", "desk-reason", "desk-started", "desk-too-large",
        "desk-too-many", "despite-unknown", "details-need-a-name", "disk-full", "disk-read-only",
        "exclude-without-reason", "export-ending", "export-nothing", "facts-ending", "facts-not-readable",
        "figures-without-next-year", "file-empty", "file-encrypted", "file-is-folder", "file-is-html", "file-is-mail",
        "file-is-pdf", "file-is-text", "file-is-zip64", "file-missing", "file-not-opened", "file-not-workbook",
        "file-pattern-bad", "file-strict", "file-too-large", "file-truncated", "file-unreadable", "folder-is-file",
        "folder-not-stdout", "formula-array", "from-without-update", "fsspec-missing", "imap-missing", "join-no-plan",
        "join-office-code", "join-one", "join-plans", "join-years", "log-ending", "log-is-other-file", "log-stopped",
        "mail-without-corrections", "mailbox-address-bad", "mailbox-no-folder", "mailbox-not-reached",
        "mailbox-password-told", "mailbox-refused", "master-not-ready", "master-without-offices", "memo-nothing",
        "memo-slots", "memo-template", "name-taken", "new-only-blank", "new-plan-or-blank", "next-year-before",
        "next-year-needs-from", "next-year-not-a-master", "next-year-same", "not-a-master", "numbers-changed",
        "office-unknown", "offices-no-columns", "offices-none-listed", "offices-without-form", "output-exists",
        "output-is-input", "output-needs-ending", "output-not-writable", "output-not-xlsx", "output-open",
        "outputs-are-one", "outputs-exist", "outputs-half", "plan-document-bad", "plan-not-opened", "plan-not-xlsx",
        "plugin-report", "preview-ending", "publish-ending", "pyarrow-missing", "quarter-missing",
        "quarter-out-of-range", "quarters-differ", "report-ending", "returns-missing", "rule-not-installed",
        "sample-missing", "scheduler-not-reached", "sheet-full", "sheet-name-taken", "sheet-name-twice",
        "sheets-not-xlsxwriter", "stdin-twice", "stdout-is-terminal", "stdout-not-writable", "teach-cell",
        "teach-form", "teach-meaning", "update-not-a-master", "update-with-offices", "xml-broken", "xml-doctype",
        "zip-bad-member", "zip-bomb",
    ]
    TextCode: TypeAlias = Literal[
        "answers.at", "answers.line", "answers.missing", "answers.no-format", "answers.no-reason", "answers.no-use",
        "answers.no-yaml", "answers.not-utf8", "answers.shape", "answers.too-large", "answers.twice",
        "answers.unknown", "aside.band", "aside.banner", "aside.column", "aside.detail", "aside.hidden", "aside.note",
        "aside.sheet", "aside.signature", "aside.sum", "aside.table", "behaviour.as-asked",
        "behaviour.attached-twice", "behaviour.column-inserted", "behaviour.column-moved", "behaviour.corrected",
        "behaviour.headings-edited", "behaviour.headings-rewritten", "behaviour.key-columns-deleted",
        "behaviour.key-row-deleted", "behaviour.keys-filled-down", "behaviour.left-blank", "behaviour.negative",
        "behaviour.note-below", "behaviour.note-beside", "behaviour.nothing", "behaviour.other-plan",
        "behaviour.other-program", "behaviour.other-quarter", "behaviour.own-table", "behaviour.percent-95",
        "behaviour.percent-as-text", "behaviour.percent-bare", "behaviour.photo", "behaviour.row-copied",
        "behaviour.row-deleted", "behaviour.rows-inserted", "behaviour.saved-as", "behaviour.sheet-duplicated",
        "behaviour.sheet-renamed", "behaviour.sheets-renamed", "behaviour.sheets-turned", "behaviour.sorted-rows",
        "behaviour.sorted-visible", "behaviour.stamp-removed", "behaviour.target-edited", "behaviour.thai-digits",
        "behaviour.values-only", "behaviour.with-unit", "behaviour.words", "behaviour.zipped", "cause.activity-gone",
        "cause.cumulative", "cause.direction", "cause.fact-came", "cause.fact-gone", "cause.kind", "cause.not-asked",
        "cause.not-cumulative", "cause.office-joined", "cause.office-left", "cause.own-targets", "cause.renamed",
        "cause.renumbered", "cause.returns", "cause.rule", "cause.target", "cause.unit", "cause.unknown",
        "cause.withdrawn", "check.above", "check.bad_status", "check.below", "check.both_parts", "check.contradicts",
        "check.empty", "check.evidence", "check.fallen", "check.far", "check.negative", "check.nil_remark",
        "check.no_result", "check.no_whole", "check.not_number", "check.not_text", "check.ok", "check.optional",
        "check.over_percent", "check.percent_sign", "choice.no", "choice.unit", "choice.working-group", "choice.yes",
        "cli.adopted", "cli.aside", "cli.behaviour", "cli.cells", "cli.collected", "cli.conservation", "cli.counts",
        "cli.demo-failed", "cli.error", "cli.exported", "cli.exported-facts", "cli.for-example", "cli.info",
        "cli.is-form", "cli.is-of", "cli.is-plan", "cli.joined", "cli.kind-form", "cli.kind-master", "cli.kind-plan",
        "cli.kind-workbook", "cli.made-copies", "cli.made-corrections", "cli.made-forms", "cli.made-mails",
        "cli.made-plan", "cli.mail-too-large", "cli.making-forms", "cli.missing", "cli.more", "cli.next",
        "cli.no-such-input", "cli.not-installed", "cli.not-proved", "cli.not-proved-asked", "cli.nothing-to-merge",
        "cli.partial", "cli.password", "cli.proof", "cli.proved", "cli.reading-returns", "cli.rehearsed",
        "cli.rehearsing", "cli.reminders", "cli.returned", "cli.right", "cli.safe", "cli.sheets", "cli.silent",
        "cli.started", "cli.told", "cli.unexpected", "cli.unsafe", "cli.warning", "cli.wrong", "click.aborted",
        "click.argument-takes", "click.arguments", "click.choose-from", "click.commands", "click.default",
        "click.deprecated", "click.did-you-mean", "click.did-you-mean-one", "click.directory", "click.does-not-exist",
        "click.environment", "click.error", "click.extra-argument", "click.extra-arguments", "click.file",
        "click.invalid", "click.invalid-for", "click.is-directory", "click.is-file", "click.missing-argument",
        "click.missing-command", "click.missing-option", "click.missing-parameter", "click.missing-parameter-named",
        "click.missing-type", "click.nargs-many", "click.nargs-one", "click.no-command", "click.no-option",
        "click.not-a-boolean", "click.not-a-choice", "click.not-a-number", "click.not-in-range", "click.not-opened",
        "click.not-readable", "click.not-the-choice", "click.not-writable", "click.option-needs-many",
        "click.option-needs-one", "click.option-start", "click.option-takes-none", "click.options", "click.path",
        "click.required", "click.show-help", "click.show-version", "click.try-help", "click.unknown-error",
        "click.usage", "click.values-required", "click.values-required-one", "click.version", "column.check",
        "column.denominator", "column.key", "column.number", "column.numerator", "column.of-quarter", "column.office",
        "column.office_name", "column.remark", "column.result", "column.status", "column.target", "column.title",
        "column.unit", "condition.expected.closing", "condition.expected.comma", "condition.expected.end",
        "condition.expected.operator", "condition.expected.value", "condition.name.before",
        "condition.name.denominator", "condition.name.numerator", "condition.name.quarter", "condition.name.remark",
        "condition.name.result", "condition.name.status", "condition.name.target", "condition.name.unit",
        "condition.near", "condition.sort.number", "condition.sort.text", "condition.sort.truth", "condition.the-end",
        "copy.about", "copy.answer", "copy.cell", "copy.confirm", "copy.doubtful", "copy.hint", "copy.item",
        "copy.mend", "copy.nowhere", "copy.number", "copy.said", "copy.send-again", "copy.severity",
        "copy.still_open", "copy.target", "copy.title", "copy.typed", "copy.unconfirmed", "copy.wanted", "copy.wrong",
        "demo.accepted", "demo.adopt", "demo.adopting", "demo.answers", "demo.filling", "demo.generate",
        "demo.incomplete", "demo.merge", "demo.merging", "demo.not-as-planned", "demo.offices", "demo.plan",
        "demo.returns", "desk.address", "desk.back", "desk.cancel", "desk.changed", "desk.choose-file",
        "desk.choose-files", "desk.choose-folder", "desk.corrections.make", "desk.corrections.none",
        "desk.corrections.says", "desk.corrections.zip", "desk.detail.corrections", "desk.detail.files",
        "desk.detail.plan", "desk.detail.returns", "desk.do.corrections", "desk.do.forms", "desk.do.merge",
        "desk.do.offices", "desk.do.plan", "desk.do.returns", "desk.do.summary", "desk.download", "desk.ended",
        "desk.files", "desk.findings.after", "desk.findings.applied", "desk.findings.before", "desk.findings.by",
        "desk.findings.combine", "desk.findings.find", "desk.findings.none", "desk.findings.prefer",
        "desk.findings.says", "desk.findings.shown", "desk.findings.title", "desk.findings.until",
        "desk.findings.waive", "desk.findings.waive-says", "desk.findings.waive-title", "desk.findings.waivers",
        "desk.forms.again", "desk.forms.again-sure", "desk.forms.contact", "desk.forms.despite",
        "desk.forms.despite-sure", "desk.forms.due", "desk.forms.due-like", "desk.forms.empty",
        "desk.forms.not-ready", "desk.forms.says", "desk.forms.where", "desk.forms.zip", "desk.gone", "desk.held",
        "desk.history.empty", "desk.history.says", "desk.history.title", "desk.history.undone", "desk.history.when",
        "desk.history.who", "desk.job.stop", "desk.job.stopped", "desk.language", "desk.merge.hand-do",
        "desk.merge.hand-figure", "desk.merge.hand-keep", "desk.merge.hand-keep-all", "desk.merge.hand-replace",
        "desk.merge.hand-replace-all", "desk.merge.hand-says", "desk.merge.hand-title", "desk.merge.hand-typed",
        "desk.merge.hand-use", "desk.merge.look", "desk.merge.new", "desk.merge.old", "desk.merge.preview",
        "desk.merge.proof", "desk.merge.says", "desk.merge.would", "desk.next.corrections", "desk.next.forms",
        "desk.next.merge", "desk.next.offices", "desk.next.plan", "desk.next.questions", "desk.next.returns",
        "desk.next.summary", "desk.no-browser", "desk.nothing-found", "desk.offices.count", "desk.offices.drop",
        "desk.offices.give", "desk.offices.in-excel", "desk.offices.made-up", "desk.offices.paste",
        "desk.offices.says", "desk.offices.use", "desk.open", "desk.over", "desk.path.files", "desk.path.folder",
        "desk.path.next", "desk.path.nothing-to-undo", "desk.path.of-year", "desk.path.stands", "desk.path.step",
        "desk.path.title", "desk.path.undo", "desk.plan-first", "desk.plan.answer", "desk.plan.change",
        "desk.plan.change-says", "desk.plan.drop", "desk.plan.empty", "desk.plan.found", "desk.plan.no-questions",
        "desk.problem", "desk.quarter", "desk.questions.all", "desk.questions.all-sure", "desk.questions.done",
        "desk.questions.none-marked", "desk.questions.save", "desk.questions.says", "desk.questions.title",
        "desk.questions.why", "desk.refused.host", "desk.refused.origin", "desk.refused.token", "desk.reload",
        "desk.returns.act", "desk.returns.again", "desk.returns.answers-at", "desk.returns.because",
        "desk.returns.board-file", "desk.returns.check", "desk.returns.choice", "desk.returns.clear",
        "desk.returns.combine", "desk.returns.combine-says", "desk.returns.decide", "desk.returns.drop",
        "desk.returns.empty", "desk.returns.exclude", "desk.returns.files", "desk.returns.fine",
        "desk.returns.inside", "desk.returns.merged", "desk.returns.prefer", "desk.returns.reminders",
        "desk.returns.take-back", "desk.returns.take-back-sure", "desk.returns.unchecked", "desk.returns.use-combine",
        "desk.returns.use-exclude", "desk.returns.use-prefer", "desk.returns.verdict", "desk.returns.withdraw",
        "desk.returns.worklist", "desk.save", "desk.sending", "desk.state.again", "desk.state.done",
        "desk.state.open", "desk.state.waiting", "desk.step.corrections", "desk.step.forms", "desk.step.merge",
        "desk.step.offices", "desk.step.plan", "desk.step.returns", "desk.step.summary", "desk.stop",
        "desk.stop-sure", "desk.summary.empty", "desk.summary.figures", "desk.summary.next", "desk.summary.says",
        "desk.summary.stale", "desk.title", "desk.too-large-named", "desk.too-many", "desk.undo", "desk.undo-sure",
        "detail.activity", "detail.initiative", "detail.initiative-title", "detail.office", "detail.perspective",
        "detail.quarter", "detail.remark", "detail.responsible", "detail.result", "detail.sub-activity",
        "detail.target", "detail.title", "detail.total", "detail.unit", "detail.year", "direction.at_least",
        "direction.at_most", "document.amount-differs", "document.amount-empty", "document.child-like-a-step",
        "document.empty", "document.key-differs", "document.key-twice", "document.label-not-in-notes",
        "document.missing", "document.more", "document.no-activity", "document.no-characters", "document.no-format",
        "document.no-office", "document.no-rollup", "document.no-strategies", "document.not-a-choice",
        "document.not-boolean", "document.not-integer", "document.not-list", "document.not-mapping",
        "document.not-number", "document.not-one-line", "document.not-text", "document.not-utf8",
        "document.note-like-a-step", "document.note-like-a-title", "document.nothing", "document.number-bad",
        "document.number-first-level", "document.number-not-below", "document.number-not-whole",
        "document.number-of-child", "document.number-twice", "document.office-twice",
        "document.procedure-like-a-title", "document.reads-differently", "document.sheet-name-bad",
        "document.sheet-name-twice", "document.summary-line-empty", "document.syntax", "document.targets-missing",
        "document.this", "document.too-deep", "document.too-large", "document.too-long", "document.unknown",
        "document.unusable", "document.year-bad", "explain.activity", "explain.behind", "explain.behind-unasked",
        "explain.below", "explain.cell", "explain.cell-differs", "explain.change", "explain.changes",
        "explain.each-met", "explain.each-not-met", "explain.exact", "explain.heading", "explain.kept", "explain.met",
        "explain.missing", "explain.no-figure", "explain.not-asked", "explain.not-compared", "explain.not-due",
        "explain.not-met", "explain.not-started", "explain.nothing", "explain.nothing-there", "explain.offices",
        "explain.open", "explain.parts", "explain.printed", "explain.reckoning", "explain.remark", "explain.rule",
        "explain.shows-answered", "explain.shows-behind", "explain.shows-budget", "explain.shows-count",
        "explain.shows-counts", "explain.shows-missed", "explain.shows-office", "explain.shows-offices",
        "explain.shows-quarter", "explain.shows-result", "explain.shows-returned", "explain.shows-spent",
        "explain.shows-target", "explain.target", "explain.typed", "explain.unused", "explain.year",
        "explain.year-over", "fixed.due", "fixed.initiative", "fixed.period", "fixed.progress.after",
        "fixed.progress.before", "fixed.progress.between", "fixed.quarter", "fixed.titles.correction",
        "fixed.titles.report", "fixed.year_band", "form.attention_after", "form.attention_before",
        "form.attention_none", "form.budget.capital", "form.budget.operating", "form.budget.total", "form.colours",
        "form.colours_short", "form.contact", "form.contact_unknown", "form.copy_mark", "form.copy_step",
        "form.correction_mark", "form.correction_step", "form.due_unknown", "form.how", "form.legend.due",
        "form.legend.locked", "form.legend.open", "form.legend.unusual", "form.legend.wrong", "form.list_heads.check",
        "form.list_heads.key", "form.list_heads.office_name", "form.list_heads.target", "form.list_heads.title",
        "form.list_hint", "form.list_none", "form.list_title", "form.office", "form.own_target", "form.page",
        "form.plan", "form.plan_text.budget", "form.plan_text.note", "form.plan_text.procedure",
        "form.plan_text.responsible", "form.plan_text.target", "form.plan_texts_hint", "form.plan_texts_title",
        "form.progress", "form.region", "form.sheet_copy", "form.sheet_cover", "form.sheet_fill",
        "form.sheet_plan_texts", "form.sign", "form.sign_date", "form.sign_name", "form.sign_position",
        "form.steps.1", "form.steps.2", "form.steps.3", "form.steps.4", "form.steps.5", "form.year_target",
        "help.long.adopt", "help.long.brief", "help.long.check", "help.long.collect", "help.long.completion",
        "help.long.demo", "help.long.desk", "help.long.explain", "help.long.export", "help.long.generate",
        "help.long.inspect", "help.long.join", "help.long.lint", "help.long.merge", "help.long.new",
        "help.long.planbook", "help.long.publish", "help.long.rehearse", "help.long.remind", "help.long.start",
        "help.option.answers", "help.option.because", "help.option.blank", "help.option.brief-blank",
        "help.option.brief-output", "help.option.brief-quarter", "help.option.brief-template", "help.option.by",
        "help.option.combine", "help.option.contact", "help.option.corrections", "help.option.corrections-mail",
        "help.option.despite", "help.option.details", "help.option.drafts-output", "help.option.due",
        "help.option.due-named", "help.option.exclude", "help.option.explain-json", "help.option.explain-quarter",
        "help.option.export-facts", "help.option.export-output", "help.option.force", "help.option.forms-output",
        "help.option.from", "help.option.hand-edits", "help.option.idle", "help.option.inspect-json",
        "help.option.jobs", "help.option.join-master", "help.option.json", "help.option.lang", "help.option.language",
        "help.option.last-figures", "help.option.log", "help.option.logo", "help.option.mail",
        "help.option.mails-output", "help.option.master-output", "help.option.measures", "help.option.merge-output",
        "help.option.name", "help.option.new-master", "help.option.new-output", "help.option.next-year",
        "help.option.no-browser", "help.option.office", "help.option.offices-list", "help.option.partial",
        "help.option.password", "help.option.port", "help.option.prefer", "help.option.preview", "help.option.prove",
        "help.option.publish-output", "help.option.quarter", "help.option.quarter-of-forms", "help.option.quiet",
        "help.option.region", "help.option.reopen", "help.option.replace-formulas", "help.option.report",
        "help.option.scheduler", "help.option.show-codes", "help.option.since", "help.option.strategies",
        "help.option.strict", "help.option.strict-merge", "help.option.teach", "help.option.tries",
        "help.option.try-office", "help.option.update", "help.option.verbose", "help.option.version",
        "help.option.withdraw", "help.option.year", "help.place.activity", "help.place.activity-or-cell",
        "help.place.command", "help.place.file", "help.place.folder", "help.place.mailbox", "help.place.master",
        "help.place.number", "help.place.options", "help.place.parts", "help.place.plan", "help.place.returns",
        "help.place.shell", "help.place.text", "help.short.adopt", "help.short.brief", "help.short.check",
        "help.short.collect", "help.short.completion", "help.short.demo", "help.short.desk", "help.short.explain",
        "help.short.export", "help.short.generate", "help.short.inspect", "help.short.join", "help.short.lint",
        "help.short.merge", "help.short.new", "help.short.publish", "help.short.rehearse", "help.short.remind",
        "help.short.start", "kind.number", "kind.percent", "kind.ratio", "kind.text", "line.whole", "lost.ended",
        "lost.memory", "lost.no-answer", "lost.raised", "lost.run-ended", "lost.time", "mail.body",
        "mail.contact_unknown", "mail.copy_body", "mail.copy_subject", "mail.due_unknown", "mail.more_questions",
        "mail.remind_body", "mail.remind_subject", "mail.reopen_body", "mail.reopen_subject", "mail.subject",
        "mail.unusable", "memo.activities", "memo.activity", "memo.all", "memo.all-complete", "memo.block-measures",
        "memo.block-missed", "memo.block-offices", "memo.block-sources", "memo.block-strategies", "memo.cell",
        "memo.closing", "memo.figure", "memo.from", "memo.head-measures", "memo.head-missed", "memo.head-offices",
        "memo.head-results", "memo.head-sources", "memo.key", "memo.missing", "memo.more-remarks",
        "memo.none-measures", "memo.none-missed", "memo.number", "memo.number-head", "memo.offices", "memo.open",
        "memo.opening", "memo.partial", "memo.remarks", "memo.result", "memo.results", "memo.shown", "memo.sign",
        "memo.slot-activities", "memo.slot-complete", "memo.slot-met", "memo.slot-missed", "memo.slot-missing",
        "memo.slot-offices", "memo.slot-open", "memo.slot-partial", "memo.slot-plan", "memo.slot-quarter",
        "memo.slot-region", "memo.slot-year", "memo.source", "memo.strategy", "memo.subject", "memo.title", "memo.to",
        "onward.adopt", "onward.briefed", "onward.check", "onward.corrections", "onward.desk", "onward.exported",
        "onward.exported-facts", "onward.exported-formulas", "onward.generate", "onward.generate-looked",
        "onward.letter", "onward.lint", "onward.made-blank", "onward.mend", "onward.merge", "onward.merge-more",
        "onward.own-plan", "onward.publish", "onward.published", "onward.remind", "onward.review", "onward.send",
        "onward.send-drafts", "onward.send-reminders", "origin.child", "origin.nobody", "origin.own", "origin.parent",
        "page.activity-not-in-register", "page.activity-number-changed", "page.activity-words-changed",
        "page.answer-of-several-files", "page.answer-of-several-quarters", "page.answers-of-other-files",
        "page.contact-empty", "page.due-date-empty", "page.figures-left-out", "page.form-logo-unusable",
        "page.offices-made-up", "page.plan-column-unknown", "page.plan-half-years", "page.plan-near-miss",
        "page.plan-no-target-column", "page.register-row-without-activity", "page.rename-key-in-use",
        "page.result-cell-asked", "page.result-cell-kept", "page.result-formula-kept", "page.return-chosen",
        "page.return-combined", "page.return-excluded", "page.return-not-preferred", "page.return-order-close",
        "page.return-order-unknown", "page.return-superseded", "page.returns-both-preferred",
        "page.rule-not-understood", "page.year-setting-differs", "plan.caption.activity", "plan.caption.plan",
        "plan.caption.quarters", "plan.caption.result", "plan.caption.target", "plan.caption.whole",
        "plan.detail-sheet", "plan.heading.activity", "plan.heading.activity-below", "plan.heading.activity-last",
        "plan.heading.budget", "plan.heading.capital", "plan.heading.capital-number", "plan.heading.initiative",
        "plan.heading.initiative-below", "plan.heading.initiative-last", "plan.heading.operating",
        "plan.heading.operating-number", "plan.heading.quarter", "plan.heading.responsible", "plan.heading.result",
        "plan.heading.target", "plan.heading.total", "plan.heading.year", "plan.item.1", "plan.item.2", "plan.item.3",
        "plan.item.4", "plan.item.5", "plan.item.6", "plan.item.7", "plan.perspective", "plan.strategy-sheet",
        "plan.summary-sheet", "plan.summary-title", "plan.summary.initiatives", "plan.summary.perspective",
        "plan.summary.strategy", "plan.title", "plugin.no-hint", "plugin.said", "preview.about", "preview.is-asked",
        "preview.legend", "preview.not-asked", "preview.nothing", "preview.only", "preview.quarter",
        "preview.questions", "preview.remarks", "preview.review", "preview.row", "preview.sheet-aside",
        "preview.skip", "preview.title", "progress.done", "progress.in-progress", "progress.not-started",
        "progress.nothing", "prompt.days", "prompt.days_title", "prompt.denominator", "prompt.denominator_title",
        "prompt.error_days", "prompt.error_list", "prompt.error_number", "prompt.error_percent", "prompt.error_title",
        "prompt.number", "prompt.number_title", "prompt.numerator", "prompt.numerator_title", "prompt.percent",
        "prompt.percent_title", "prompt.remark", "prompt.remark_title", "prompt.status", "prompt.status_title",
        "prompt.text", "prompt.text_title", "publish.about", "publish.activity", "publish.close", "publish.figures",
        "publish.help", "publish.in-plan", "publish.no-script", "publish.open", "publish.opens", "publish.title",
        "remote.forbidden", "remote.gone", "report.about", "report.activities", "report.all", "report.all-done",
        "report.answered", "report.answered-of", "report.answers", "report.applied", "report.asked", "report.board",
        "report.by", "report.correct", "report.done", "report.earlier", "report.failed-at", "report.findings",
        "report.first-note", "report.first-sheet", "report.found", "report.in-all", "report.initiative",
        "report.kind", "report.late-quarter", "report.look", "report.map", "report.map-help", "report.met",
        "report.met-missed-open", "report.missed", "report.nil", "report.no-first", "report.no-map",
        "report.no-script", "report.not-asked", "report.not-merged", "report.not-started", "report.nothing",
        "report.of-all", "report.of-what", "report.office-line", "report.offices", "report.offices-sheet",
        "report.own", "report.parts", "report.passed", "report.passed-at-first", "report.progress", "report.reason",
        "report.regions-own", "report.rejected", "report.remind", "report.resend", "report.rest", "report.row",
        "report.rows", "report.rows-failed", "report.rule", "report.rules", "report.rules-failed", "report.said",
        "report.search", "report.see-findings", "report.settled", "report.show-more", "report.skip", "report.strict",
        "report.target", "report.to-do", "report.until", "report.verdicts", "report.waiting", "report.waivers-sheet",
        "report.what", "report.who-failed", "report.worklist", "restated.moved", "restated.same",
        "review.note.counted", "review.note.empty", "review.note.last-year", "review.note.more-target-lines",
        "review.note.new", "review.note.no-target", "review.note.no-values", "review.note.number-twice",
        "review.note.parent-not-found", "review.note.plan-proposes", "review.note.renumbered", "review.note.reworded",
        "review.note.reworded-this-year", "review.note.target-is-text", "review.note.unit-beside",
        "review.note.unknown", "review.note.who-from-child", "review.note.who-from-parent", "review.word.counted",
        "review.word.empty", "review.word.last-year", "review.word.more-target-lines", "review.word.new",
        "review.word.no-target", "review.word.no-values", "review.word.number-twice", "review.word.parent-not-found",
        "review.word.plan-proposes", "review.word.renumbered", "review.word.reworded",
        "review.word.reworded-this-year", "review.word.target-is-text", "review.word.unit-beside",
        "review.word.unknown", "review.word.who-from-child", "review.word.who-from-parent", "role.activity",
        "role.aside", "role.asked", "role.budget", "role.caption", "role.header", "role.initiative", "role.left",
        "role.note", "role.procedure", "role.responsible", "role.result", "role.span", "role.summary", "role.target",
        "role.title", "rule.all_met", "rule.carry", "rule.count", "rule.max", "rule.mean", "rule.min", "rule.ratio",
        "rule.sum", "rule.text", "rule.weighted_mean", "scope.office", "scope.region", "setting.caption.contact",
        "setting.caption.copy-body", "setting.caption.copy-subject", "setting.caption.due-1", "setting.caption.due-2",
        "setting.caption.due-3", "setting.caption.due-4", "setting.caption.far_factor",
        "setting.caption.file_pattern", "setting.caption.front", "setting.caption.headings",
        "setting.caption.language", "setting.caption.logo", "setting.caption.mail-body",
        "setting.caption.mail-subject", "setting.caption.password", "setting.caption.plan_id",
        "setting.caption.region", "setting.caption.remind-body", "setting.caption.remind-subject",
        "setting.caption.reopen-body", "setting.caption.reopen-subject", "setting.caption.unit_words",
        "setting.caption.year", "setting.note.contact", "setting.note.copy-body", "setting.note.copy-subject",
        "setting.note.due-1", "setting.note.far_factor", "setting.note.file_pattern", "setting.note.front",
        "setting.note.headings", "setting.note.language", "setting.note.logo", "setting.note.mail-body",
        "setting.note.mail-subject", "setting.note.password", "setting.note.plan_id", "setting.note.region",
        "setting.note.remind-body", "setting.note.remind-subject", "setting.note.reopen-body",
        "setting.note.reopen-subject", "setting.note.unit_words", "setting.or", "severity.error", "severity.info",
        "severity.warning", "sheet.activities-block", "sheet.activity", "sheet.activity-key", "sheet.and-more",
        "sheet.and-offices", "sheet.answered", "sheet.answered-short", "sheet.as-above", "sheet.back", "sheet.behind",
        "sheet.behind-unasked", "sheet.below-target", "sheet.budget-of", "sheet.cannot-count", "sheet.cause",
        "sheet.cause-codes", "sheet.cause-detail", "sheet.cause-excluded", "sheet.cause-hand", "sheet.cause-late",
        "sheet.cause-newer", "sheet.cause-overwritten", "sheet.cause-preferred", "sheet.cause-reread",
        "sheet.cause-restored", "sheet.cause-typed", "sheet.cause-withdrawn", "sheet.cell", "sheet.chart-figures",
        "sheet.chart-quarters", "sheet.chart-strategies", "sheet.choose", "sheet.choose-title", "sheet.code",
        "sheet.complete", "sheet.confirm", "sheet.contact", "sheet.counts", "sheet.denominator", "sheet.details",
        "sheet.details-file", "sheet.doubt", "sheet.draft", "sheet.draft-partial", "sheet.draft-unusable",
        "sheet.due", "sheet.due-back", "sheet.exact", "sheet.exact-denominator", "sheet.exact-new",
        "sheet.exact-numerator", "sheet.exact-old", "sheet.facts", "sheet.facts-link", "sheet.file", "sheet.files",
        "sheet.findings", "sheet.findings-block", "sheet.fingerprint", "sheet.fingerprint-is", "sheet.form-file",
        "sheet.forms", "sheet.front", "sheet.front-behind", "sheet.front-beside", "sheet.front-budget",
        "sheet.front-fewer", "sheet.front-footer", "sheet.front-late", "sheet.front-legend", "sheet.front-offices",
        "sheet.front-plan", "sheet.front-remarks", "sheet.front-title", "sheet.go-to", "sheet.hint", "sheet.history",
        "sheet.history-link", "sheet.in-plan", "sheet.in-quarter", "sheet.index", "sheet.index-correction",
        "sheet.index-name", "sheet.index-of-corrections", "sheet.index-of-forms", "sheet.index-some",
        "sheet.index-title", "sheet.joined", "sheet.kept", "sheet.last-caption", "sheet.last-figure",
        "sheet.last-result", "sheet.last-target", "sheet.legend", "sheet.mail", "sheet.master", "sheet.matter",
        "sheet.measure", "sheet.measures", "sheet.met", "sheet.missing", "sheet.more-findings", "sheet.new",
        "sheet.new-file", "sheet.nil-short", "sheet.no-findings", "sheet.no-longer-asked", "sheet.no-perspective",
        "sheet.none-behind", "sheet.none-beside", "sheet.none-late", "sheet.none-remarks", "sheet.not-received",
        "sheet.note-of-plan", "sheet.nothing-due", "sheet.number", "sheet.numerator", "sheet.of-quarter",
        "sheet.of-year", "sheet.office", "sheet.office-code", "sheet.offices-block", "sheet.old", "sheet.old-file",
        "sheet.page", "sheet.partial", "sheet.percent", "sheet.plan", "sheet.proposed", "sheet.quarter",
        "sheet.region", "sheet.remark", "sheet.remark-of", "sheet.reported", "sheet.reporting", "sheet.result",
        "sheet.result-of", "sheet.result-so-far", "sheet.returned", "sheet.rows", "sheet.rule", "sheet.saved",
        "sheet.see-detail", "sheet.see-detail-short", "sheet.sent", "sheet.severity", "sheet.sheet", "sheet.sign",
        "sheet.spent", "sheet.spent-all", "sheet.spent-behind", "sheet.spent-those", "sheet.status",
        "sheet.status-footer", "sheet.status-summary", "sheet.status-title", "sheet.target", "sheet.tile-budget",
        "sheet.tile-offices", "sheet.to-plan", "sheet.typed", "sheet.unit", "sheet.until-quarter", "sheet.unusable",
        "sheet.verdict-met", "sheet.verdict-missed", "sheet.verdict-nothing", "sheet.verdict-open", "sheet.version",
        "sheet.waiting", "sheet.where", "sheet.whole", "sheet.whole-year", "sheet.year-goal", "sheet.year-is",
        "sheet.year-target", "table.groups.column.aliases", "table.groups.column.codes", "table.groups.column.kinds",
        "table.groups.column.name", "table.groups.intro", "table.groups.name", "table.offices.column.aliases",
        "table.offices.column.code", "table.offices.column.groups", "table.offices.column.kind",
        "table.offices.column.mail", "table.offices.column.name", "table.offices.column.province",
        "table.offices.column.via", "table.offices.intro", "table.offices.name", "table.register.column.asked",
        "table.register.column.cumulative", "table.register.column.direction", "table.register.column.evidence",
        "table.register.column.initiative", "table.register.column.key", "table.register.column.kind",
        "table.register.column.nil_remark", "table.register.column.number", "table.register.column.offices",
        "table.register.column.origin", "table.register.column.over_100", "table.register.column.q1",
        "table.register.column.q2", "table.register.column.q3", "table.register.column.q4",
        "table.register.column.review", "table.register.column.rule", "table.register.column.sheet",
        "table.register.column.title", "table.register.column.unit", "table.register.column.was",
        "table.register.column.who", "table.register.intro", "table.register.name", "table.rules.column.condition",
        "table.rules.column.message", "table.rules.column.name", "table.rules.column.scope",
        "table.rules.column.severity", "table.rules.column.since", "table.rules.column.until",
        "table.rules.column.where", "table.rules.intro", "table.rules.name", "table.settings.column.caption",
        "table.settings.column.key", "table.settings.column.note", "table.settings.column.value",
        "table.settings.intro", "table.settings.name", "table.targets.column.key", "table.targets.column.name",
        "table.targets.column.office", "table.targets.column.q1", "table.targets.column.q2",
        "table.targets.column.q3", "table.targets.column.q4", "table.targets.column.review",
        "table.targets.column.year", "table.targets.intro", "table.targets.name", "table.waivers.column.by",
        "table.waivers.column.key", "table.waivers.column.office", "table.waivers.column.reason",
        "table.waivers.column.rule", "table.waivers.column.until", "table.waivers.intro", "table.waivers.name",
        "text.activity-near", "text.activity-of-office", "text.blank", "text.difference", "text.figure-and-more",
        "text.figure-of", "text.more", "text.sheet-near", "text.these", "text.this-file", "time.day", "time.era",
        "time.months", "time.time", "year.added", "year.average", "year.largest", "year.latest", "year.shared",
        "year.smallest",
    ]
    OtherCode: TypeAlias = Literal[
        "error.activity-unknown", "error.adopt-two-ways", "error.answers-bad", "error.because-without-file",
        "error.brief-ending", "error.cell-no-figure", "error.cell-not-one", "error.cell-out-of-bounds",
        "error.cell-sheet-unknown", "error.cells-out-of-order", "error.check-has-no-workbook", "error.chosen-twice",
        "error.cluster-lost", "error.condition-count", "error.condition-function-unknown",
        "error.condition-name-unknown", "error.condition-no-question", "error.condition-not-understood",
        "error.condition-number-long", "error.condition-round-places", "error.condition-sort",
        "error.condition-takes-name", "error.condition-text-order", "error.condition-too-deep",
        "error.condition-too-long", "error.dask-missing", "error.date-system-differs", "error.demo-folder-has-others",
        "error.demo-folder-not-empty", "error.desk-answer-bad", "error.desk-busy", "error.desk-changed",
        "error.desk-changed-since", "error.desk-check-first", "error.desk-folder-gone", "error.desk-held",
        "error.desk-missing", "error.desk-no-activity", "error.desk-no-file", "error.desk-no-plan",
        "error.desk-not-opened", "error.desk-nothing-to-undo", "error.desk-one-plan", "error.desk-plan-has-macros",
        "error.desk-port-taken", "error.desk-reason", "error.desk-started", "error.desk-too-large",
        "error.desk-too-many", "error.despite-unknown", "error.details-need-a-name", "error.disk-full",
        "error.disk-read-only", "error.exclude-without-reason", "error.export-ending", "error.export-nothing",
        "error.facts-ending", "error.facts-not-readable", "error.figures-without-next-year", "error.file-empty",
        "error.file-encrypted", "error.file-is-folder", "error.file-is-html", "error.file-is-mail",
        "error.file-is-pdf", "error.file-is-text", "error.file-is-zip64", "error.file-missing",
        "error.file-not-opened", "error.file-not-workbook", "error.file-pattern-bad", "error.file-strict",
        "error.file-too-large", "error.file-truncated", "error.file-unreadable", "error.folder-is-file",
        "error.folder-not-stdout", "error.formula-array", "error.from-without-update", "error.fsspec-missing",
        "error.imap-missing", "error.join-no-plan", "error.join-office-code", "error.join-one", "error.join-plans",
        "error.join-years", "error.log-ending", "error.log-is-other-file", "error.log-stopped",
        "error.mail-without-corrections", "error.mailbox-address-bad", "error.mailbox-no-folder",
        "error.mailbox-not-reached", "error.mailbox-password-told", "error.mailbox-refused", "error.master-not-ready",
        "error.master-without-offices", "error.memo-nothing", "error.memo-slots", "error.memo-template",
        "error.name-taken", "error.new-only-blank", "error.new-plan-or-blank", "error.next-year-before",
        "error.next-year-needs-from", "error.next-year-not-a-master", "error.next-year-same", "error.not-a-master",
        "error.numbers-changed", "error.office-unknown", "error.offices-no-columns", "error.offices-none-listed",
        "error.offices-without-form", "error.output-exists", "error.output-is-input", "error.output-needs-ending",
        "error.output-not-writable", "error.output-not-xlsx", "error.output-open", "error.outputs-are-one",
        "error.outputs-exist", "error.outputs-half", "error.plan-document-bad", "error.plan-not-opened",
        "error.plan-not-xlsx", "error.plugin-report", "error.preview-ending", "error.publish-ending",
        "error.pyarrow-missing", "error.quarter-missing", "error.quarter-out-of-range", "error.quarters-differ",
        "error.report-ending", "error.returns-missing", "error.rule-not-installed", "error.sample-missing",
        "error.scheduler-not-reached", "error.sheet-full", "error.sheet-name-taken", "error.sheet-name-twice",
        "error.sheets-not-xlsxwriter", "error.stdin-twice", "error.stdout-is-terminal", "error.stdout-not-writable",
        "error.teach-cell", "error.teach-form", "error.teach-meaning", "error.update-not-a-master",
        "error.update-with-offices", "error.xml-broken", "error.xml-doctype", "error.zip-bad-member",
        "error.zip-bomb", "finding.activity-changed-since-issued.hint",
        "finding.activity-changed-since-issued.message", "finding.activity-more-target-lines.hint",
        "finding.activity-more-target-lines.message", "finding.activity-new.hint", "finding.activity-new.message",
        "finding.activity-no-values.hint", "finding.activity-no-values.message",
        "finding.activity-not-in-register.hint", "finding.activity-not-in-register.message",
        "finding.activity-number-changed.hint", "finding.activity-number-changed.message",
        "finding.activity-number-twice.hint", "finding.activity-number-twice.message",
        "finding.activity-parent-not-found.hint", "finding.activity-parent-not-found.message",
        "finding.activity-proposal-changed.hint", "finding.activity-proposal-changed.message",
        "finding.activity-renumbered.hint", "finding.activity-renumbered.message", "finding.activity-reworded.hint",
        "finding.activity-reworded.message", "finding.activity-targets-changed.hint",
        "finding.activity-targets-changed.message", "finding.activity-unit-beside.hint",
        "finding.activity-unit-beside.message", "finding.activity-vanished.hint", "finding.activity-vanished.message",
        "finding.activity-words-changed.hint", "finding.activity-words-changed.message",
        "finding.adopt-of-master.hint", "finding.adopt-of-master.message", "finding.answer-explained.hint",
        "finding.answer-explained.message", "finding.answer-of-several-files.hint",
        "finding.answer-of-several-files.message", "finding.answer-of-several-quarters.hint",
        "finding.answer-of-several-quarters.message", "finding.answers-of-other-files.hint",
        "finding.answers-of-other-files.message", "finding.archive-damaged.hint", "finding.archive-damaged.message",
        "finding.archive-of-other-kind.hint", "finding.archive-of-other-kind.message",
        "finding.archive-too-deep.hint", "finding.archive-too-deep.message", "finding.archive-too-large.hint",
        "finding.archive-too-large.message", "finding.archive-without-files.hint",
        "finding.archive-without-files.message", "finding.arithmetic-product.hint",
        "finding.arithmetic-product.message", "finding.arithmetic-year.hint", "finding.arithmetic-year.message",
        "finding.budget-part.hint", "finding.budget-part.message", "finding.budget-sum.hint",
        "finding.budget-sum.message", "finding.caption-changed.hint", "finding.caption-changed.message",
        "finding.cell-comment.hint", "finding.cell-comment.message", "finding.cell-is-picture.hint",
        "finding.cell-is-picture.message", "finding.cell-out-of-bounds.hint", "finding.cell-out-of-bounds.message",
        "finding.cells-out-of-order.hint", "finding.cells-out-of-order.message", "finding.columns-contradict.hint",
        "finding.columns-contradict.message", "finding.contact-empty.hint", "finding.contact-empty.message",
        "finding.copy-without-return.hint", "finding.copy-without-return.message", "finding.correction-cleared.hint",
        "finding.correction-cleared.message", "finding.cumulative-falls.hint", "finding.cumulative-falls.message",
        "finding.denominator-zero.hint", "finding.denominator-zero.message", "finding.detail-typed-over.hint",
        "finding.detail-typed-over.message", "finding.due-date-empty.hint", "finding.due-date-empty.message",
        "finding.error-value.hint", "finding.error-value.message", "finding.evidence-missing.hint",
        "finding.evidence-missing.message", "finding.facts-row-unreadable.hint",
        "finding.facts-row-unreadable.message", "finding.facts-typed-over.hint", "finding.facts-typed-over.message",
        "finding.facts-without-keys.hint", "finding.facts-without-keys.message", "finding.figure-as-next-row.hint",
        "finding.figure-as-next-row.message", "finding.figure-changed.hint", "finding.figure-changed.message",
        "finding.figure-far-above-target.hint", "finding.figure-far-above-target.message",
        "finding.figure-far-from-past.hint", "finding.figure-far-from-past.message",
        "finding.figure-hundredfold.hint", "finding.figure-hundredfold.message", "finding.figure-late.hint",
        "finding.figure-late.message", "finding.figure-of-other-row.hint", "finding.figure-of-other-row.message",
        "finding.figure-restated.hint", "finding.figure-restated.message", "finding.figure-withdrawn.hint",
        "finding.figure-withdrawn.message", "finding.figures-left-out.hint", "finding.figures-left-out.message",
        "finding.file-elsewhere.hint", "finding.file-elsewhere.message", "finding.file-empty.hint",
        "finding.file-empty.message", "finding.file-encrypted.hint", "finding.file-encrypted.message",
        "finding.file-has-macros.hint", "finding.file-has-macros.message", "finding.file-is-html.hint",
        "finding.file-is-html.message", "finding.file-is-text.hint", "finding.file-is-text.message",
        "finding.file-no-spreadsheet.hint", "finding.file-no-spreadsheet.message", "finding.file-not-readable.hint",
        "finding.file-not-readable.message", "finding.file-same-as-other.hint", "finding.file-same-as-other.message",
        "finding.file-stops-reader.hint", "finding.file-stops-reader.message", "finding.file-too-large.hint",
        "finding.file-too-large.message", "finding.file-truncated.hint", "finding.file-truncated.message",
        "finding.files-passed-over.hint", "finding.files-passed-over.message", "finding.fill-sheet-twice-same.hint",
        "finding.fill-sheet-twice-same.message", "finding.fill-sheets-differ.hint",
        "finding.fill-sheets-differ.message", "finding.finding-waived.hint", "finding.finding-waived.message",
        "finding.folder-empty.hint", "finding.folder-empty.message", "finding.folder-linked.hint",
        "finding.folder-linked.message", "finding.form-logo-unusable.hint", "finding.form-logo-unusable.message",
        "finding.form-nothing-due.hint", "finding.form-nothing-due.message", "finding.form-nothing-to-correct.hint",
        "finding.form-nothing-to-correct.message", "finding.form-office-unknown.hint",
        "finding.form-office-unknown.message", "finding.form-office-without-activities.hint",
        "finding.form-office-without-activities.message", "finding.form-signed.hint", "finding.form-signed.message",
        "finding.form-version-newer.hint", "finding.form-version-newer.message", "finding.form-version-older.hint",
        "finding.form-version-older.message", "finding.formula-circular.hint", "finding.formula-circular.message",
        "finding.formula-external.hint", "finding.formula-external.message", "finding.formula-typed-over.hint",
        "finding.formula-typed-over.message", "finding.formula-without-value.hint",
        "finding.formula-without-value.message", "finding.group-code-unknown.hint",
        "finding.group-code-unknown.message", "finding.identity-disagrees.hint", "finding.identity-disagrees.message",
        "finding.identity-lost.hint", "finding.identity-lost.message", "finding.initiative-twice.hint",
        "finding.initiative-twice.message", "finding.input-columns-missing.hint",
        "finding.input-columns-missing.message", "finding.input-merged.hint", "finding.input-merged.message",
        "finding.join-activity-alike.hint", "finding.join-activity-alike.message",
        "finding.join-activity-unknown.hint", "finding.join-activity-unknown.message",
        "finding.join-answers-differ.hint", "finding.join-answers-differ.message",
        "finding.join-decision-differs.hint", "finding.join-decision-differs.message", "finding.join-no-results.hint",
        "finding.join-no-results.message", "finding.join-part-twice.hint", "finding.join-part-twice.message",
        "finding.key-columns-lost.hint", "finding.key-columns-lost.message", "finding.key-row-lost.hint",
        "finding.key-row-lost.message", "finding.letter-in-number.hint", "finding.letter-in-number.message",
        "finding.locked-figure-changed.hint", "finding.locked-figure-changed.message",
        "finding.locked-text-changed.hint", "finding.locked-text-changed.message", "finding.mail-address-bad.hint",
        "finding.mail-address-bad.message", "finding.mail-address-missing.hint",
        "finding.mail-address-missing.message", "finding.mail-locked.hint", "finding.mail-locked.message",
        "finding.mail-word-unknown.hint", "finding.mail-word-unknown.message", "finding.measures-pending.hint",
        "finding.measures-pending.message", "finding.needed-left-blank.hint", "finding.needed-left-blank.message",
        "finding.next-year-assumed.hint", "finding.next-year-assumed.message", "finding.next-year-due.hint",
        "finding.next-year-due.message", "finding.next-year-gone.hint", "finding.next-year-gone.message",
        "finding.next-year-initiative-renumbered.hint", "finding.next-year-initiative-renumbered.message",
        "finding.next-year-never-merged.hint", "finding.next-year-never-merged.message",
        "finding.next-year-nothing-alike.hint", "finding.next-year-nothing-alike.message",
        "finding.next-year-office-targets.hint", "finding.next-year-office-targets.message",
        "finding.next-year-open.hint", "finding.next-year-open.message", "finding.next-year-other-region.hint",
        "finding.next-year-other-region.message", "finding.next-year-renumbered.hint",
        "finding.next-year-renumbered.message", "finding.next-year-results-there.hint",
        "finding.next-year-results-there.message", "finding.next-year-reworded.hint",
        "finding.next-year-reworded.message", "finding.next-year-rule-activity.hint",
        "finding.next-year-rule-activity.message", "finding.next-year-rule-quarters.hint",
        "finding.next-year-rule-quarters.message", "finding.next-year-setting-names-year.hint",
        "finding.next-year-setting-names-year.message", "finding.nil-in-ratio.hint", "finding.nil-in-ratio.message",
        "finding.nil-without-reason.hint", "finding.nil-without-reason.message", "finding.nobody-fills-in.hint",
        "finding.nobody-fills-in.message", "finding.note-beside-table.hint", "finding.note-beside-table.message",
        "finding.note-blank.hint", "finding.note-blank.message", "finding.notes-many.hint",
        "finding.notes-many.message", "finding.number-ambiguous.hint", "finding.number-ambiguous.message",
        "finding.number-raised.hint", "finding.number-raised.message", "finding.number-shown-otherwise.hint",
        "finding.number-shown-otherwise.message", "finding.numbering-gap.hint", "finding.numbering-gap.message",
        "finding.office-code-bad.hint", "finding.office-code-bad.message", "finding.office-code-twice.hint",
        "finding.office-code-twice.message", "finding.office-count-differs.hint",
        "finding.office-count-differs.message", "finding.office-name-twice.hint", "finding.office-name-twice.message",
        "finding.office-target-not-understood.hint", "finding.office-target-not-understood.message",
        "finding.office-targets-changed.hint", "finding.office-targets-changed.message",
        "finding.office-targets-sum.hint", "finding.office-targets-sum.message", "finding.office-targets-total.hint",
        "finding.office-targets-total.message", "finding.office-via-circle.hint", "finding.office-via-circle.message",
        "finding.office-via-unknown.hint", "finding.office-via-unknown.message", "finding.offices-asked-nothing.hint",
        "finding.offices-asked-nothing.message", "finding.offices-encoding-doubtful.hint",
        "finding.offices-encoding-doubtful.message", "finding.offices-made-up.hint",
        "finding.offices-made-up.message", "finding.offices-without-mail.hint",
        "finding.offices-without-mail.message", "finding.outlook-mail-damaged.hint",
        "finding.outlook-mail-damaged.message", "finding.path-missing.hint", "finding.path-missing.message",
        "finding.percent-ambiguous.hint", "finding.percent-ambiguous.message", "finding.percent-in-count.hint",
        "finding.percent-in-count.message", "finding.percent-out-of-range.hint",
        "finding.percent-out-of-range.message", "finding.percent-sign-missing.hint",
        "finding.percent-sign-missing.message", "finding.plan-budget-converted.hint",
        "finding.plan-budget-converted.message", "finding.plan-budget-line-more.hint",
        "finding.plan-budget-line-more.message", "finding.plan-budget-merged-down.hint",
        "finding.plan-budget-merged-down.message", "finding.plan-budget-not-understood.hint",
        "finding.plan-budget-not-understood.message", "finding.plan-budget-unit-assumed.hint",
        "finding.plan-budget-unit-assumed.message", "finding.plan-cell-error.hint", "finding.plan-cell-error.message",
        "finding.plan-cell-not-understood.hint", "finding.plan-cell-not-understood.message",
        "finding.plan-cells-not-understood.hint", "finding.plan-cells-not-understood.message",
        "finding.plan-column-unknown.hint", "finding.plan-column-unknown.message", "finding.plan-converted.hint",
        "finding.plan-converted.message", "finding.plan-formula-not-computed.hint",
        "finding.plan-formula-not-computed.message", "finding.plan-half-years.hint",
        "finding.plan-half-years.message", "finding.plan-has-macros.hint", "finding.plan-has-macros.message",
        "finding.plan-merged-columns.hint", "finding.plan-merged-columns.message", "finding.plan-merged-down.hint",
        "finding.plan-merged-down.message", "finding.plan-merged-targets.hint", "finding.plan-merged-targets.message",
        "finding.plan-months-rolled-up.hint", "finding.plan-months-rolled-up.message", "finding.plan-near-miss.hint",
        "finding.plan-near-miss.message", "finding.plan-no-activities.hint", "finding.plan-no-activities.message",
        "finding.plan-no-result-column.hint", "finding.plan-no-result-column.message", "finding.plan-no-table.hint",
        "finding.plan-no-table.message", "finding.plan-no-target-column.hint",
        "finding.plan-no-target-column.message", "finding.plan-row-unnumbered.hint",
        "finding.plan-row-unnumbered.message", "finding.plan-rows-hidden.hint", "finding.plan-rows-hidden.message",
        "finding.plan-sheet-hidden.hint", "finding.plan-sheet-hidden.message", "finding.plan-sheet-near-miss.hint",
        "finding.plan-sheet-near-miss.message", "finding.plan-sheets-no-plan.hint",
        "finding.plan-sheets-no-plan.message", "finding.plan-signed.hint", "finding.plan-signed.message",
        "finding.plan-table-below.hint", "finding.plan-table-below.message", "finding.plan-tables-side-by-side.hint",
        "finding.plan-tables-side-by-side.message", "finding.plan-text-struck.hint",
        "finding.plan-text-struck.message", "finding.plan-two-tables.hint", "finding.plan-two-tables.message",
        "finding.plan-was-template.hint", "finding.plan-was-template.message", "finding.plugin-error.hint",
        "finding.plugin-error.message", "finding.plugin-failed.hint", "finding.plugin-failed.message",
        "finding.plugin-info.hint", "finding.plugin-info.message", "finding.plugin-warning.hint",
        "finding.plugin-warning.message", "finding.proof-cell-changed.hint", "finding.proof-cell-changed.message",
        "finding.proof-list-changed.hint", "finding.proof-list-changed.message", "finding.proof-part-changed.hint",
        "finding.proof-part-changed.message", "finding.proof-part-missing.hint", "finding.proof-part-missing.message",
        "finding.question-open.hint", "finding.question-open.message", "finding.question-unconfirmed.hint",
        "finding.question-unconfirmed.message", "finding.ratio-half.hint", "finding.ratio-half.message",
        "finding.ratio-over-whole.hint", "finding.ratio-over-whole.message", "finding.ratio-units-differ.hint",
        "finding.ratio-units-differ.message", "finding.region-figure-error.hint",
        "finding.region-figure-error.message", "finding.region-figure-info.hint",
        "finding.region-figure-info.message", "finding.region-figure-warning.hint",
        "finding.region-figure-warning.message", "finding.region-rule-error.hint",
        "finding.region-rule-error.message", "finding.region-rule-info.hint", "finding.region-rule-info.message",
        "finding.region-rule-warning.hint", "finding.region-rule-warning.message", "finding.register-key-twice.hint",
        "finding.register-key-twice.message", "finding.register-not-as-plan.hint",
        "finding.register-not-as-plan.message", "finding.register-row-without-activity.hint",
        "finding.register-row-without-activity.message", "finding.register-value-unknown.hint",
        "finding.register-value-unknown.message", "finding.remark-merged.hint", "finding.remark-merged.message",
        "finding.rename-key-in-use.hint", "finding.rename-key-in-use.message", "finding.rename-not-a-key.hint",
        "finding.rename-not-a-key.message", "finding.rename-twice.hint", "finding.rename-twice.message",
        "finding.responsible-counted.hint", "finding.responsible-counted.message", "finding.responsible-empty.hint",
        "finding.responsible-empty.message", "finding.responsible-unknown.hint",
        "finding.responsible-unknown.message", "finding.result-cell-asked.hint", "finding.result-cell-asked.message",
        "finding.result-cell-edited.hint", "finding.result-cell-edited.message", "finding.result-cell-kept.hint",
        "finding.result-cell-kept.message", "finding.result-cell-overwritten.hint",
        "finding.result-cell-overwritten.message", "finding.result-cell-restored.hint",
        "finding.result-cell-restored.message", "finding.result-cell-typed.hint", "finding.result-cell-typed.message",
        "finding.result-cell-unproven.hint", "finding.result-cell-unproven.message",
        "finding.result-formula-kept.hint", "finding.result-formula-kept.message",
        "finding.result-formulas-text.hint", "finding.result-formulas-text.message", "finding.result-formulas.hint",
        "finding.result-formulas.message", "finding.result-no-cell.hint", "finding.result-no-cell.message",
        "finding.results-without-activity.hint", "finding.results-without-activity.message",
        "finding.results-without-office.hint", "finding.results-without-office.message", "finding.return-chosen.hint",
        "finding.return-chosen.message", "finding.return-combined.hint", "finding.return-combined.message",
        "finding.return-excluded.hint", "finding.return-excluded.message", "finding.return-not-a-form.hint",
        "finding.return-not-a-form.message", "finding.return-not-preferred.hint",
        "finding.return-not-preferred.message", "finding.return-of-other-plan.hint",
        "finding.return-of-other-plan.message", "finding.return-of-other-quarter.hint",
        "finding.return-of-other-quarter.message", "finding.return-of-other-year.hint",
        "finding.return-of-other-year.message", "finding.return-of-unknown-office.hint",
        "finding.return-of-unknown-office.message", "finding.return-order-close.hint",
        "finding.return-order-close.message", "finding.return-order-unknown.hint",
        "finding.return-order-unknown.message", "finding.return-repeated.hint", "finding.return-repeated.message",
        "finding.return-superseded.hint", "finding.return-superseded.message", "finding.return-unreadable.hint",
        "finding.return-unreadable.message", "finding.returns-both-preferred.hint",
        "finding.returns-both-preferred.message", "finding.review-open.hint", "finding.review-open.message",
        "finding.row-added.hint", "finding.row-added.message", "finding.row-copied.hint",
        "finding.row-copied.message", "finding.row-figures-moved.hint", "finding.row-figures-moved.message",
        "finding.row-keys-out-of-step.hint", "finding.row-keys-out-of-step.message", "finding.row-missing.hint",
        "finding.row-missing.message", "finding.row-twice-differs.hint", "finding.row-twice-differs.message",
        "finding.row-unsure.hint", "finding.row-unsure.message", "finding.rule-all-met-no-target.hint",
        "finding.rule-all-met-no-target.message", "finding.rule-always-holds.hint",
        "finding.rule-always-holds.message", "finding.rule-answers-unused.hint",
        "finding.rule-answers-unused.message", "finding.rule-carry-many.hint", "finding.rule-carry-many.message",
        "finding.rule-carry-offices.hint", "finding.rule-carry-offices.message", "finding.rule-mean-of-times.hint",
        "finding.rule-mean-of-times.message", "finding.rule-name-twice.hint", "finding.rule-name-twice.message",
        "finding.rule-needs-ratio.hint", "finding.rule-needs-ratio.message", "finding.rule-never-asked.hint",
        "finding.rule-never-asked.message", "finding.rule-never-holds.hint", "finding.rule-never-holds.message",
        "finding.rule-not-installed.hint", "finding.rule-not-installed.message", "finding.rule-not-understood.hint",
        "finding.rule-not-understood.message", "finding.rule-of-other-rule.hint",
        "finding.rule-of-other-rule.message", "finding.rule-of-unknown-activity.hint",
        "finding.rule-of-unknown-activity.message", "finding.rule-sum-percent.hint",
        "finding.rule-sum-percent.message", "finding.rule-text-figures.hint", "finding.rule-text-figures.message",
        "finding.rule-value-unknown.hint", "finding.rule-value-unknown.message", "finding.rule-without-message.hint",
        "finding.rule-without-message.message", "finding.rules-contradict.hint", "finding.rules-contradict.message",
        "finding.setting-factor-bad.hint", "finding.setting-factor-bad.message", "finding.setting-year-bad.hint",
        "finding.setting-year-bad.message", "finding.sheet-added.hint", "finding.sheet-added.message",
        "finding.sheet-has-drawing.hint", "finding.sheet-has-drawing.message", "finding.stamp-lost-composed.hint",
        "finding.stamp-lost-composed.message", "finding.stamp-lost.hint", "finding.stamp-lost.message",
        "finding.status-contradicts-result.hint", "finding.status-contradicts-result.message",
        "finding.status-not-understood.hint", "finding.status-not-understood.message",
        "finding.summary-range-differs.hint", "finding.summary-range-differs.message",
        "finding.table-as-last-quarter.hint", "finding.table-as-last-quarter.message",
        "finding.table-as-other-office.hint", "finding.table-as-other-office.message",
        "finding.table-of-other-office.hint", "finding.table-of-other-office.message",
        "finding.target-against-direction.hint", "finding.target-against-direction.message",
        "finding.target-blank.hint", "finding.target-blank.message", "finding.target-changed-since-issued.hint",
        "finding.target-changed-since-issued.message", "finding.target-is-words.hint",
        "finding.target-is-words.message", "finding.target-missed-unexplained.hint",
        "finding.target-missed-unexplained.message", "finding.target-not-understood.hint",
        "finding.target-not-understood.message", "finding.target-pending.hint", "finding.target-pending.message",
        "finding.target-percent-over-100.hint", "finding.target-percent-over-100.message",
        "finding.target-percent-unclear.hint", "finding.target-percent-unclear.message",
        "finding.target-row-unknown.hint", "finding.target-row-unknown.message", "finding.target-share-unclear.hint",
        "finding.target-share-unclear.message", "finding.target-unit-other.hint", "finding.target-unit-other.message",
        "finding.target-units-differ.hint", "finding.target-units-differ.message", "finding.text-struck.hint",
        "finding.text-struck.message", "finding.title-changed.hint", "finding.title-changed.message",
        "finding.typed-in-other-quarter.hint", "finding.typed-in-other-quarter.message",
        "finding.typed-where-not-asked.hint", "finding.typed-where-not-asked.message",
        "finding.unit-changed-since-issued.hint", "finding.unit-changed-since-issued.message",
        "finding.unit-differs.hint", "finding.unit-differs.message", "finding.update-other-year.hint",
        "finding.update-other-year.message", "finding.value-is-boolean.hint", "finding.value-is-boolean.message",
        "finding.value-is-date.hint", "finding.value-is-date.message", "finding.value-may-be-date.hint",
        "finding.value-may-be-date.message", "finding.value-mended.hint", "finding.value-mended.message",
        "finding.value-negative.hint", "finding.value-negative.message", "finding.value-not-understood.hint",
        "finding.value-not-understood.message", "finding.value-out-of-range.hint",
        "finding.value-out-of-range.message", "finding.value-struck.hint", "finding.value-struck.message",
        "finding.waiver-expired.hint", "finding.waiver-expired.message", "finding.waiver-past.hint",
        "finding.waiver-past.message", "finding.waiver-unknown.hint", "finding.waiver-unknown.message",
        "finding.waiver-without-reason.hint", "finding.waiver-without-reason.message", "finding.who-from-parent.hint",
        "finding.who-from-parent.message", "finding.wording-changed-since-issued.hint",
        "finding.wording-changed-since-issued.message", "finding.xml-doctype.hint", "finding.xml-doctype.message",
        "finding.year-setting-differs.hint", "finding.year-setting-differs.message",
        "finding.year-sheet-differs.hint", "finding.year-sheet-differs.message", "finding.year-title-differs.hint",
        "finding.year-title-differs.message", "finding.year-unknown.hint", "finding.year-unknown.message",
        "finding.zip-bad-member.hint", "finding.zip-bad-member.message", "finding.zip-bomb.hint",
        "finding.zip-bomb.message",
    ]
    Code: TypeAlias = TextCode | OtherCode
else:  # making the types takes a fifth of the time of a command's help
    FindingCode = ErrorCode = TextCode = OtherCode = Code = str


@cache
def needs() -> Mapping[str, tuple[str, ...]]:
    """The names of the arguments that the sentence of each code needs."""
    return {code: tuple(names) for code, *names in map(str.split, _NEEDS.splitlines())}


_NEEDS = """\
answers.at place
answers.line line
answers.missing
answers.no-format
answers.no-reason
answers.no-use
answers.no-yaml
answers.not-utf8
answers.shape
answers.too-large
answers.twice file one other
answers.unknown
aside.band
aside.banner
aside.column
aside.detail
aside.hidden
aside.note
aside.sheet
aside.signature
aside.sum
aside.table
behaviour.as-asked
behaviour.attached-twice
behaviour.column-inserted
behaviour.column-moved
behaviour.corrected
behaviour.headings-edited
behaviour.headings-rewritten
behaviour.key-columns-deleted
behaviour.key-row-deleted
behaviour.keys-filled-down
behaviour.left-blank
behaviour.negative
behaviour.note-below
behaviour.note-beside
behaviour.nothing
behaviour.other-plan
behaviour.other-program
behaviour.other-quarter
behaviour.own-table
behaviour.percent-95
behaviour.percent-as-text
behaviour.percent-bare
behaviour.photo
behaviour.row-copied
behaviour.row-deleted
behaviour.rows-inserted
behaviour.saved-as suffix
behaviour.sheet-duplicated
behaviour.sheet-renamed
behaviour.sheets-renamed
behaviour.sheets-turned
behaviour.sorted-rows
behaviour.sorted-visible
behaviour.stamp-removed
behaviour.target-edited
behaviour.thai-digits
behaviour.values-only
behaviour.with-unit
behaviour.words
behaviour.zipped
cause.activity-gone
cause.cumulative
cause.direction old new
cause.fact-came offices
cause.fact-gone offices
cause.kind old new
cause.not-asked
cause.not-cumulative
cause.office-joined offices
cause.office-left offices
cause.own-targets old new
cause.renamed offices
cause.renumbered
cause.returns offices
cause.rule old new
cause.target old new
cause.unit old new
cause.unknown
cause.withdrawn offices
check.above
check.bad_status
check.below
check.both_parts
check.contradicts
check.empty
check.evidence
check.fallen
check.far
check.negative
check.nil_remark
check.no_result
check.no_whole
check.not_number
check.not_text
check.ok
check.optional
check.over_percent
check.percent_sign
choice.no
choice.unit
choice.working-group
choice.yes
cli.adopted year initiatives activities asked offices
cli.aside used count reasons
cli.behaviour
cli.cells mark cells understood left
cli.collected count known
cli.conservation mark changed accepted rejected reported
cli.counts mark errors warnings infos
cli.demo-failed
cli.error
cli.exported initiatives activities offices
cli.exported-facts count
cli.for-example command
cli.info
cli.is-form plan year quarter
cli.is-of office count
cli.is-plan plan year
cli.joined count year offices facts
cli.kind-form
cli.kind-master
cli.kind-plan
cli.kind-workbook
cli.made-copies count
cli.made-corrections quarter count
cli.made-forms quarter count
cli.made-mails count index
cli.made-plan strategies initiatives activities
cli.mail-too-large name size most
cli.making-forms
cli.missing count names
cli.more count names
cli.next step
cli.no-such-input
cli.not-installed
cli.not-proved count
cli.not-proved-asked count
cli.nothing-to-merge
cli.partial count names
cli.password user host
cli.proof cells identical parts
cli.proved verified unverified
cli.reading-returns
cli.rehearsed count names
cli.rehearsing
cli.reminders count files
cli.returned quarter returned asked
cli.right
cli.safe
cli.sheets names
cli.silent
cli.started year initiatives activities offices
cli.told
cli.unexpected problem
cli.unsafe
cli.warning
cli.wrong
click.aborted
click.argument-takes name nargs
click.arguments
click.choose-from choices
click.commands
click.default default
click.deprecated
click.did-you-mean possibility
click.did-you-mean-one possibilities
click.directory
click.does-not-exist name filename
click.environment var
click.error message
click.extra-argument args
click.extra-arguments args
click.file
click.invalid message
click.invalid-for param_hint message
click.is-directory name filename
click.is-file name filename
click.missing-argument
click.missing-command
click.missing-option
click.missing-parameter
click.missing-parameter-named param_name
click.missing-type param_type
click.nargs-many nargs len
click.nargs-one nargs
click.no-command name
click.no-option name
click.not-a-boolean value states
click.not-a-choice value choices
click.not-a-number value
click.not-in-range value range
click.not-opened filename message
click.not-readable name filename
click.not-the-choice value choice
click.not-writable name filename
click.option-needs-many name nargs
click.option-needs-one name
click.option-start option
click.option-takes-none name
click.options
click.path
click.required
click.show-help
click.show-version
click.try-help command option
click.unknown-error
click.usage
click.values-required len_type len_value
click.values-required-one len_type len_value
click.version
column.check
column.denominator
column.key
column.number
column.numerator
column.of-quarter column quarter
column.office
column.office_name
column.remark
column.result
column.status
column.target
column.title
column.unit
condition.expected.closing
condition.expected.comma
condition.expected.end
condition.expected.operator
condition.expected.value
condition.name.before
condition.name.denominator
condition.name.numerator
condition.name.quarter
condition.name.remark
condition.name.result
condition.name.status
condition.name.target
condition.name.unit
condition.near name
condition.sort.number
condition.sort.text
condition.sort.truth
condition.the-end
copy.about sheet
copy.answer
copy.cell
copy.confirm
copy.doubtful
copy.hint
copy.item
copy.mend
copy.nowhere
copy.number
copy.said
copy.send-again
copy.severity
copy.still_open count sheet
copy.target target
copy.title count
copy.typed
copy.unconfirmed
copy.wanted
copy.wrong
demo.accepted
demo.adopt initiatives activities offices file
demo.adopting
demo.answers
demo.filling
demo.generate quarter count folder
demo.incomplete answered asked
demo.merge mark cells file
demo.merging
demo.not-as-planned
demo.offices files senders silent idle folder
demo.plan file
demo.returns folder file
desk.address address
desk.back
desk.cancel
desk.changed
desk.choose-file
desk.choose-files
desk.choose-folder
desk.corrections.make
desk.corrections.none
desk.corrections.says count
desk.corrections.zip count
desk.detail.corrections count
desk.detail.files count
desk.detail.plan activities open
desk.detail.returns files complete offices
desk.do.corrections
desk.do.forms quarter
desk.do.merge quarter
desk.do.offices
desk.do.plan
desk.do.returns
desk.do.summary
desk.download
desk.ended
desk.files
desk.findings.after
desk.findings.applied
desk.findings.before
desk.findings.by
desk.findings.combine file
desk.findings.find
desk.findings.none
desk.findings.prefer file
desk.findings.says
desk.findings.shown first last count all
desk.findings.title
desk.findings.until
desk.findings.waive
desk.findings.waive-says
desk.findings.waive-title
desk.findings.waivers count
desk.forms.again
desk.forms.again-sure
desk.forms.contact
desk.forms.despite
desk.forms.despite-sure
desk.forms.due
desk.forms.due-like
desk.forms.empty
desk.forms.not-ready count
desk.forms.says
desk.forms.where folder
desk.forms.zip count
desk.gone
desk.held who
desk.history.empty
desk.history.says
desk.history.title
desk.history.undone
desk.history.when
desk.history.who
desk.job.stop
desk.job.stopped
desk.language
desk.merge.hand-do
desk.merge.hand-figure
desk.merge.hand-keep
desk.merge.hand-keep-all
desk.merge.hand-replace
desk.merge.hand-replace-all
desk.merge.hand-says count
desk.merge.hand-title
desk.merge.hand-typed
desk.merge.hand-use
desk.merge.look
desk.merge.new
desk.merge.old
desk.merge.preview
desk.merge.proof cells
desk.merge.says count folder
desk.merge.would count file
desk.next.corrections count
desk.next.forms
desk.next.merge
desk.next.offices
desk.next.plan
desk.next.questions
desk.next.returns
desk.next.summary
desk.no-browser
desk.nothing-found
desk.offices.count count
desk.offices.drop
desk.offices.give
desk.offices.in-excel
desk.offices.made-up count
desk.offices.paste
desk.offices.says
desk.offices.use
desk.open
desk.over
desk.path.files
desk.path.folder folder
desk.path.next
desk.path.nothing-to-undo
desk.path.of-year year
desk.path.stands
desk.path.step
desk.path.title
desk.path.undo
desk.plan-first
desk.plan.answer count
desk.plan.change
desk.plan.change-says
desk.plan.drop
desk.plan.empty
desk.plan.found count
desk.plan.no-questions
desk.problem
desk.quarter quarter
desk.questions.all
desk.questions.all-sure count
desk.questions.done
desk.questions.none-marked
desk.questions.save
desk.questions.says count
desk.questions.title
desk.questions.why
desk.refused.host
desk.refused.origin
desk.refused.token
desk.reload
desk.returns.act
desk.returns.again
desk.returns.answers-at file
desk.returns.because
desk.returns.board-file
desk.returns.check
desk.returns.choice
desk.returns.clear
desk.returns.combine
desk.returns.combine-says
desk.returns.decide
desk.returns.drop
desk.returns.empty
desk.returns.exclude
desk.returns.files count
desk.returns.fine
desk.returns.inside
desk.returns.merged
desk.returns.prefer
desk.returns.reminders count
desk.returns.take-back
desk.returns.take-back-sure file
desk.returns.unchecked count
desk.returns.use-combine
desk.returns.use-exclude
desk.returns.use-prefer
desk.returns.verdict
desk.returns.withdraw
desk.returns.worklist
desk.save
desk.sending
desk.state.again
desk.state.done
desk.state.open
desk.state.waiting
desk.step.corrections
desk.step.forms
desk.step.merge
desk.step.offices
desk.step.plan
desk.step.returns
desk.step.summary
desk.stop
desk.stop-sure
desk.summary.empty
desk.summary.figures count
desk.summary.next quarter
desk.summary.says file
desk.summary.stale
desk.title
desk.too-large-named file size
desk.too-many count size
desk.undo
desk.undo-sure step at files
detail.activity
detail.initiative
detail.initiative-title
detail.office
detail.perspective
detail.quarter quarter
detail.remark
detail.responsible
detail.result
detail.sub-activity
detail.target
detail.title
detail.total
detail.unit
detail.year year unit
direction.at_least
direction.at_most
document.amount-differs part wanted raw shown
document.amount-empty
document.child-like-a-step
document.empty
document.key-differs given key
document.key-twice key
document.label-not-in-notes label
document.missing
document.more count
document.no-activity key
document.no-characters
document.no-format
document.no-office code
document.no-rollup name choices
document.no-strategies
document.not-a-choice choices
document.not-boolean
document.not-integer
document.not-list
document.not-mapping
document.not-number
document.not-one-line
document.not-text
document.not-utf8 name
document.note-like-a-step
document.note-like-a-title
document.nothing
document.number-bad number
document.number-first-level number parent
document.number-not-below number parent
document.number-not-whole number
document.number-of-child parent
document.number-twice number first
document.office-twice code first
document.procedure-like-a-title
document.reads-differently said read
document.sheet-name-bad name
document.sheet-name-twice name first
document.summary-line-empty
document.syntax kind line column problem
document.targets-missing
document.this
document.too-deep name
document.too-large name most
document.too-long most
document.unknown
document.unusable problem
document.year-bad year
error.activity-unknown key near
error.adopt-two-ways
error.answers-bad file place problem
error.because-without-file count files
error.brief-ending file
error.cell-no-figure cell sheet
error.cell-not-one cell
error.cell-out-of-bounds name ref
error.cell-sheet-unknown sheet near
error.cells-out-of-order name ref
error.check-has-no-workbook
error.chosen-twice file one other
error.cluster-lost address error
error.condition-count at name wanted given
error.condition-function-unknown at name near names
error.condition-name-unknown at name near names
error.condition-no-question at
error.condition-not-understood at found expected
error.condition-number-long at most
error.condition-round-places at least most
error.condition-sort at part given wanted
error.condition-takes-name at name
error.condition-text-order at sign
error.condition-too-deep at most
error.condition-too-long at most
error.dask-missing
error.date-system-differs
error.demo-folder-has-others folder first count
error.demo-folder-not-empty folder
error.desk-answer-bad key value
error.desk-busy
error.desk-changed
error.desk-changed-since path
error.desk-check-first
error.desk-folder-gone folder
error.desk-held who
error.desk-missing
error.desk-no-activity file
error.desk-no-file path
error.desk-no-plan folder
error.desk-not-opened path
error.desk-nothing-to-undo
error.desk-one-plan
error.desk-plan-has-macros file
error.desk-port-taken port
error.desk-reason
error.desk-started folder
error.desk-too-large size
error.desk-too-many count size
error.despite-unknown wanted
error.details-need-a-name
error.disk-full path folder
error.disk-read-only path folder
error.exclude-without-reason
error.export-ending file
error.export-nothing
error.facts-ending file
error.facts-not-readable reason
error.figures-without-next-year
error.file-empty
error.file-encrypted
error.file-is-folder path
error.file-is-html
error.file-is-mail
error.file-is-pdf
error.file-is-text
error.file-is-zip64
error.file-missing path
error.file-not-opened path
error.file-not-workbook
error.file-pattern-bad pattern known
error.file-strict
error.file-too-large size most
error.file-truncated detail
error.file-unreadable detail
error.folder-is-file folder
error.folder-not-stdout option
error.formula-array ref area
error.from-without-update
error.fsspec-missing address error
error.imap-missing
error.join-no-plan file
error.join-office-code office name file other_name other
error.join-one
error.join-plans file other key title other_title
error.join-years file year other before
error.log-ending file
error.log-is-other-file file
error.log-stopped path error
error.mail-without-corrections
error.mailbox-address-bad address
error.mailbox-no-folder folder host
error.mailbox-not-reached host error
error.mailbox-password-told
error.mailbox-refused host user
error.master-not-ready count codes
error.master-without-offices
error.memo-nothing quarter
error.memo-slots slots known
error.memo-template file
error.name-taken name
error.new-only-blank
error.new-plan-or-blank
error.next-year-before file year other before
error.next-year-needs-from
error.next-year-not-a-master file
error.next-year-same file other year
error.not-a-master file
error.numbers-changed count first
error.office-unknown office
error.offices-no-columns file
error.offices-none-listed file
error.offices-without-form codes
error.output-exists path
error.output-is-input path
error.output-needs-ending ending file
error.output-not-writable path error
error.output-not-xlsx file
error.output-open path mark
error.outputs-are-one path
error.outputs-exist first folder count
error.outputs-half done path error
error.plan-document-bad place problem more
error.plan-not-opened name
error.plan-not-xlsx file kind
error.plugin-report name problem
error.preview-ending file
error.publish-ending file
error.pyarrow-missing
error.quarter-missing
error.quarter-out-of-range quarter
error.quarters-differ
error.report-ending file endings
error.returns-missing
error.rule-not-installed first
error.sample-missing name
error.scheduler-not-reached address error
error.sheet-full sheet most
error.sheet-name-taken name
error.sheet-name-twice
error.sheets-not-xlsxwriter
error.stdin-twice
error.stdout-is-terminal
error.stdout-not-writable error
error.teach-cell cell sheet
error.teach-form raw
error.teach-meaning raw cell
error.update-not-a-master file
error.update-with-offices
error.xml-broken part detail
error.xml-doctype part
error.zip-bad-member name
error.zip-bomb detail
explain.activity title
explain.behind reported expected
explain.behind-unasked count
explain.below
explain.cell cell shown
explain.cell-differs value
explain.change office old new cause
explain.changes
explain.each-met
explain.each-not-met names
explain.exact exact
explain.heading key quarter figure
explain.kept quarter
explain.met exact sign bound
explain.missing
explain.no-figure
explain.not-asked
explain.not-compared
explain.not-due
explain.not-met exact sign bound
explain.not-started
explain.nothing
explain.nothing-there
explain.offices
explain.open count
explain.parts numerator denominator
explain.printed shown exact
explain.reckoning written exact
explain.remark remark
explain.rule rule
explain.shows-answered office period
explain.shows-behind activity period
explain.shows-budget title
explain.shows-count title verdict period
explain.shows-counts period
explain.shows-missed office period
explain.shows-office office activity period
explain.shows-offices activity
explain.shows-quarter office period
explain.shows-result activity period
explain.shows-returned period
explain.shows-spent
explain.shows-target office activity period
explain.target target
explain.typed raw
explain.unused
explain.year key figure
explain.year-over over
finding.activity-changed-since-issued.hint
finding.activity-changed-since-issued.message key issued now
finding.activity-more-target-lines.hint
finding.activity-more-target-lines.message key
finding.activity-new.hint
finding.activity-new.message key title
finding.activity-no-values.hint
finding.activity-no-values.message key title
finding.activity-not-in-register.hint
finding.activity-not-in-register.message key
finding.activity-number-changed.hint
finding.activity-number-changed.message title key sheet raw before
finding.activity-number-twice.hint
finding.activity-number-twice.message key title
finding.activity-parent-not-found.hint
finding.activity-parent-not-found.message key title
finding.activity-proposal-changed.hint
finding.activity-proposal-changed.message key changes
finding.activity-renumbered.hint
finding.activity-renumbered.message key raw
finding.activity-reworded.hint
finding.activity-reworded.message key before title
finding.activity-targets-changed.hint
finding.activity-targets-changed.message key changes
finding.activity-unit-beside.hint
finding.activity-unit-beside.message key title
finding.activity-vanished.hint kept
finding.activity-vanished.message key title decided results kept targets
finding.activity-words-changed.hint
finding.activity-words-changed.message key title sheet before
finding.adopt-of-master.hint
finding.adopt-of-master.message file
finding.answer-explained.hint
finding.answer-explained.message sheet cell raw office reason key
finding.answer-of-several-files.hint
finding.answer-of-several-files.message raw files
finding.answer-of-several-quarters.hint
finding.answer-of-several-quarters.message raw quarters
finding.answers-of-other-files.hint
finding.answers-of-other-files.message files
finding.archive-damaged.hint
finding.archive-damaged.message file
finding.archive-of-other-kind.hint
finding.archive-of-other-kind.message file
finding.archive-too-deep.hint
finding.archive-too-deep.message file
finding.archive-too-large.hint
finding.archive-too-large.message file members size
finding.archive-without-files.hint
finding.archive-without-files.message file
finding.arithmetic-product.hint
finding.arithmetic-product.message key sum printed raw
finding.arithmetic-year.hint
finding.arithmetic-year.message key sums raw
finding.budget-part.hint
finding.budget-part.message key raw parts
finding.budget-sum.hint
finding.budget-sum.message key parts added raw
finding.caption-changed.hint
finding.caption-changed.message sheet cell old new
finding.cell-comment.hint
finding.cell-comment.message sheet cell raw
finding.cell-is-picture.hint
finding.cell-is-picture.message sheet cell key
finding.cell-out-of-bounds.hint
finding.cell-out-of-bounds.message file
finding.cells-out-of-order.hint
finding.cells-out-of-order.message file
finding.columns-contradict.hint
finding.columns-contradict.message sheet columns
finding.contact-empty.hint
finding.contact-empty.message
finding.copy-without-return.hint
finding.copy-without-return.message file files
finding.correction-cleared.hint
finding.correction-cleared.message sheet cell column key old
finding.cumulative-falls.hint
finding.cumulative-falls.message key quarter office raw earlier before file sheet cell
finding.denominator-zero.hint
finding.denominator-zero.message sheet cell key
finding.detail-typed-over.hint
finding.detail-typed-over.message whose key quarter sheet raw kept
finding.due-date-empty.hint
finding.due-date-empty.message quarters
finding.error-value.hint
finding.error-value.message sheet cell raw key
finding.evidence-missing.hint
finding.evidence-missing.message sheet cell office key quarter
finding.facts-row-unreadable.hint
finding.facts-row-unreadable.message sheet cell
finding.facts-typed-over.hint
finding.facts-typed-over.message sheet cell raw kept key office quarter
finding.facts-without-keys.hint
finding.facts-without-keys.message sheet
finding.figure-as-next-row.hint
finding.figure-as-next-row.message sheet cell raw office other cells key
finding.figure-changed.hint
finding.figure-changed.message key quarter office before before_file now
finding.figure-far-above-target.hint
finding.figure-far-above-target.message sheet cell raw target key
finding.figure-far-from-past.hint
finding.figure-far-from-past.message sheet cell raw office earlier before key
finding.figure-hundredfold.hint likely
finding.figure-hundredfold.message sheet cell raw office likely key
finding.figure-late.hint
finding.figure-late.message key quarter office now
finding.figure-of-other-row.hint
finding.figure-of-other-row.message sheet cell raw office other cells key
finding.figure-restated.hint
finding.figure-restated.message key quarter change cause
finding.figure-withdrawn.hint
finding.figure-withdrawn.message key quarter office before cause
finding.figures-left-out.hint
finding.figures-left-out.message later count figures
finding.file-elsewhere.hint
finding.file-elsewhere.message file
finding.file-empty.hint
finding.file-empty.message file
finding.file-encrypted.hint
finding.file-encrypted.message file
finding.file-has-macros.hint
finding.file-has-macros.message file
finding.file-is-html.hint
finding.file-is-html.message file
finding.file-is-text.hint
finding.file-is-text.message file
finding.file-no-spreadsheet.hint
finding.file-no-spreadsheet.message file
finding.file-not-readable.hint
finding.file-not-readable.message file problem
finding.file-same-as-other.hint
finding.file-same-as-other.message file other
finding.file-stops-reader.hint
finding.file-stops-reader.message file problem
finding.file-too-large.hint
finding.file-too-large.message file size
finding.file-truncated.hint
finding.file-truncated.message file
finding.files-passed-over.hint
finding.files-passed-over.message file count raw
finding.fill-sheet-twice-same.hint
finding.fill-sheet-twice-same.message file sheet other
finding.fill-sheets-differ.hint
finding.fill-sheets-differ.message file sheet other
finding.finding-waived.hint
finding.finding-waived.message problem reason by
finding.folder-empty.hint
finding.folder-empty.message file
finding.folder-linked.hint
finding.folder-linked.message file
finding.form-logo-unusable.hint
finding.form-logo-unusable.message raw
finding.form-nothing-due.hint
finding.form-nothing-due.message name office quarter
finding.form-nothing-to-correct.hint
finding.form-nothing-to-correct.message name office quarter
finding.form-office-unknown.hint key
finding.form-office-unknown.message key office
finding.form-office-without-activities.hint
finding.form-office-without-activities.message name office
finding.form-signed.hint
finding.form-signed.message sheet cell raw
finding.form-version-newer.hint
finding.form-version-newer.message file office raw known
finding.form-version-older.hint
finding.form-version-older.message file office raw known
finding.formula-circular.hint
finding.formula-circular.message sheet cell formula raw key
finding.formula-external.hint
finding.formula-external.message sheet cell raw formula key
finding.formula-typed-over.hint
finding.formula-typed-over.message sheet cell raw key
finding.formula-without-value.hint
finding.formula-without-value.message sheet cell raw key
finding.group-code-unknown.hint
finding.group-code-unknown.message group sheet raw
finding.identity-disagrees.hint
finding.identity-disagrees.message file first one other two
finding.identity-lost.hint
finding.identity-lost.message file
finding.initiative-twice.hint
finding.initiative-twice.message key raw other
finding.input-columns-missing.hint
finding.input-columns-missing.message sheet columns
finding.input-merged.hint
finding.input-merged.message sheet cell raw cells key
finding.join-activity-alike.hint
finding.join-activity-alike.message key title raw other_title
finding.join-activity-unknown.hint
finding.join-activity-unknown.message key title
finding.join-answers-differ.hint
finding.join-answers-differ.message office key quarter used other raw file
finding.join-decision-differs.hint other
finding.join-decision-differs.message file key raw other used
finding.join-no-results.hint
finding.join-no-results.message file
finding.join-part-twice.hint
finding.join-part-twice.message file count other
finding.key-columns-lost.hint
finding.key-columns-lost.message sheet
finding.key-row-lost.hint
finding.key-row-lost.message sheet
finding.letter-in-number.hint
finding.letter-in-number.message sheet cell raw key suggested
finding.locked-figure-changed.hint
finding.locked-figure-changed.message sheet cell column key old new
finding.locked-text-changed.hint
finding.locked-text-changed.message sheet cell column key old new
finding.mail-address-bad.hint
finding.mail-address-bad.message raw name office file
finding.mail-address-missing.hint
finding.mail-address-missing.message name office file
finding.mail-locked.hint
finding.mail-locked.message file
finding.mail-word-unknown.hint choices
finding.mail-word-unknown.message setting raw
finding.measures-pending.hint
finding.measures-pending.message sheet count raw
finding.needed-left-blank.hint column
finding.needed-left-blank.message sheet cell office column key
finding.next-year-assumed.hint
finding.next-year-assumed.message year before
finding.next-year-due.hint
finding.next-year-due.message before raw
finding.next-year-gone.hint
finding.next-year-gone.message key title before year
finding.next-year-initiative-renumbered.hint
finding.next-year-initiative-renumbered.message raw before title key year count
finding.next-year-never-merged.hint
finding.next-year-never-merged.message file
finding.next-year-nothing-alike.hint
finding.next-year-nothing-alike.message year before other
finding.next-year-office-targets.hint
finding.next-year-office-targets.message key before count
finding.next-year-open.hint
finding.next-year-open.message file raw before
finding.next-year-other-region.hint
finding.next-year-other-region.message year raw before other
finding.next-year-renumbered.hint
finding.next-year-renumbered.message key title raw before before_title
finding.next-year-results-there.hint
finding.next-year-results-there.message count cell
finding.next-year-reworded.hint
finding.next-year-reworded.message key year title before before_title
finding.next-year-rule-activity.hint
finding.next-year-rule-activity.message rule raw before
finding.next-year-rule-quarters.hint
finding.next-year-rule-quarters.message rule raw
finding.next-year-setting-names-year.hint
finding.next-year-setting-names-year.message caption before raw
finding.nil-in-ratio.hint
finding.nil-in-ratio.message sheet cell raw key
finding.nil-without-reason.hint
finding.nil-without-reason.message sheet cell office key quarter
finding.nobody-fills-in.hint
finding.nobody-fills-in.message key title
finding.note-beside-table.hint
finding.note-beside-table.message sheet cell raw
finding.note-blank.hint
finding.note-blank.message key raw
finding.notes-many.hint
finding.notes-many.message sheet count cells
finding.number-ambiguous.hint
finding.number-ambiguous.message sheet cell raw suggestion key
finding.number-raised.hint
finding.number-raised.message sheet cell raw key suggested
finding.number-shown-otherwise.hint
finding.number-shown-otherwise.message sheet cell raw suggestion key
finding.numbering-gap.hint
finding.numbering-gap.message raw missing key
finding.office-code-bad.hint
finding.office-code-bad.message raw name
finding.office-code-twice.hint
finding.office-code-twice.message office other name
finding.office-count-differs.hint
finding.office-count-differs.message key group printed has raw
finding.office-name-twice.hint
finding.office-name-twice.message raw other office
finding.office-target-not-understood.hint
finding.office-target-not-understood.message raw office key
finding.office-targets-changed.hint
finding.office-targets-changed.message key changes
finding.office-targets-sum.hint
finding.office-targets-sum.message count key total region raw
finding.office-targets-total.hint
finding.office-targets-total.message count key total printed raw
finding.office-via-circle.hint
finding.office-via-circle.message raw
finding.office-via-unknown.hint
finding.office-via-unknown.message name raw
finding.offices-asked-nothing.hint
finding.offices-asked-nothing.message count names
finding.offices-encoding-doubtful.hint
finding.offices-encoding-doubtful.message encoding count line raw
finding.offices-made-up.hint
finding.offices-made-up.message count
finding.offices-without-mail.hint
finding.offices-without-mail.message count names
finding.outlook-mail-damaged.hint
finding.outlook-mail-damaged.message file
finding.path-missing.hint
finding.path-missing.message file
finding.percent-ambiguous.hint suggestion
finding.percent-ambiguous.message sheet cell raw suggestion key
finding.percent-in-count.hint
finding.percent-in-count.message sheet cell raw key unit suggested
finding.percent-out-of-range.hint
finding.percent-out-of-range.message sheet cell raw key suggested
finding.percent-sign-missing.hint
finding.percent-sign-missing.message sheet cell raw percent key
finding.plan-budget-converted.hint
finding.plan-budget-converted.message sheet
finding.plan-budget-line-more.hint
finding.plan-budget-line-more.message raw kept
finding.plan-budget-merged-down.hint
finding.plan-budget-merged-down.message sheet area raw title
finding.plan-budget-not-understood.hint
finding.plan-budget-not-understood.message shown
finding.plan-budget-unit-assumed.hint
finding.plan-budget-unit-assumed.message sheet
finding.plan-cell-error.hint
finding.plan-cell-error.message raw
finding.plan-cell-not-understood.hint
finding.plan-cell-not-understood.message raw
finding.plan-cells-not-understood.hint
finding.plan-cells-not-understood.message sheet count
finding.plan-column-unknown.hint
finding.plan-column-unknown.message sheet caption count
finding.plan-converted.hint
finding.plan-converted.message name kind
finding.plan-formula-not-computed.hint
finding.plan-formula-not-computed.message
finding.plan-half-years.hint
finding.plan-half-years.message sheet
finding.plan-has-macros.hint
finding.plan-has-macros.message name
finding.plan-merged-columns.hint
finding.plan-merged-columns.message sheet area raw
finding.plan-merged-down.hint
finding.plan-merged-down.message sheet area raw title
finding.plan-merged-targets.hint
finding.plan-merged-targets.message sheet area raw quarter
finding.plan-months-rolled-up.hint
finding.plan-months-rolled-up.message sheet
finding.plan-near-miss.hint
finding.plan-near-miss.message sheet cell missing looked
finding.plan-no-activities.hint
finding.plan-no-activities.message file
finding.plan-no-result-column.hint
finding.plan-no-result-column.message sheet quarters
finding.plan-no-table.hint
finding.plan-no-table.message file looked
finding.plan-no-target-column.hint
finding.plan-no-target-column.message sheet quarters
finding.plan-row-unnumbered.hint
finding.plan-row-unnumbered.message raw above
finding.plan-rows-hidden.hint
finding.plan-rows-hidden.message sheet rows
finding.plan-sheet-hidden.hint
finding.plan-sheet-hidden.message sheet
finding.plan-sheet-near-miss.hint cell
finding.plan-sheet-near-miss.message sheet missing
finding.plan-sheets-no-plan.hint
finding.plan-sheets-no-plan.message sheets count
finding.plan-signed.hint
finding.plan-signed.message name
finding.plan-table-below.hint
finding.plan-table-below.message cell sheet
finding.plan-tables-side-by-side.hint
finding.plan-tables-side-by-side.message sheet cell
finding.plan-text-struck.hint
finding.plan-text-struck.message sheet cells raw
finding.plan-two-tables.hint
finding.plan-two-tables.message sheet row
finding.plan-was-template.hint
finding.plan-was-template.message name
finding.plugin-error.hint todo
finding.plugin-error.message said
finding.plugin-failed.hint
finding.plugin-failed.message raw problem
finding.plugin-info.hint todo
finding.plugin-info.message said
finding.plugin-warning.hint todo
finding.plugin-warning.message said
finding.proof-cell-changed.hint
finding.proof-cell-changed.message cell sheet before raw
finding.proof-list-changed.hint
finding.proof-list-changed.message raw before now
finding.proof-part-changed.hint
finding.proof-part-changed.message raw where near
finding.proof-part-missing.hint
finding.proof-part-missing.message raw where
finding.question-open.hint how
finding.question-open.message said
finding.question-unconfirmed.hint how
finding.question-unconfirmed.message said
finding.ratio-half.hint
finding.ratio-half.message sheet cell key raw
finding.ratio-over-whole.hint
finding.ratio-over-whole.message sheet cell key raw
finding.ratio-units-differ.hint
finding.ratio-units-differ.message sheet cell key raw
finding.region-figure-error.hint
finding.region-figure-error.message said rule key quarter raw sheet cell
finding.region-figure-info.hint
finding.region-figure-info.message said rule key quarter raw sheet cell
finding.region-figure-warning.hint
finding.region-figure-warning.message said rule key quarter raw sheet cell
finding.region-rule-error.hint
finding.region-rule-error.message said rule key office quarter raw file
finding.region-rule-info.hint
finding.region-rule-info.message said rule key office quarter raw file
finding.region-rule-warning.hint
finding.region-rule-warning.message said rule key office quarter raw file
finding.register-key-twice.hint
finding.register-key-twice.message key
finding.register-not-as-plan.hint
finding.register-not-as-plan.message key raw where stated
finding.register-row-without-activity.hint
finding.register-row-without-activity.message key title
finding.register-value-unknown.hint
finding.register-value-unknown.message raw key choices
finding.remark-merged.hint
finding.remark-merged.message sheet cell raw cells key
finding.rename-key-in-use.hint
finding.rename-key-in-use.message key raw
finding.rename-not-a-key.hint
finding.rename-not-a-key.message key raw
finding.rename-twice.hint
finding.rename-twice.message raw key others
finding.responsible-counted.hint
finding.responsible-counted.message raw key
finding.responsible-empty.hint
finding.responsible-empty.message raw key
finding.responsible-unknown.hint
finding.responsible-unknown.message raw key
finding.result-cell-asked.hint
finding.result-cell-asked.message raw key quarter new
finding.result-cell-edited.hint
finding.result-cell-edited.message key quarter before raw
finding.result-cell-kept.hint
finding.result-cell-kept.message key quarter raw new
finding.result-cell-overwritten.hint
finding.result-cell-overwritten.message key quarter raw new
finding.result-cell-restored.hint
finding.result-cell-restored.message key quarter raw new
finding.result-cell-typed.hint
finding.result-cell-typed.message key quarter before raw
finding.result-cell-unproven.hint
finding.result-cell-unproven.message key quarter raw
finding.result-formula-kept.hint
finding.result-formula-kept.message key quarter formula raw new
finding.result-formulas-text.hint
finding.result-formulas-text.message sheet count cells
finding.result-formulas.hint
finding.result-formulas.message sheet count cells
finding.result-no-cell.hint
finding.result-no-cell.message key quarter
finding.results-without-activity.hint
finding.results-without-activity.message count key
finding.results-without-office.hint
finding.results-without-office.message count office sheet cell
finding.return-chosen.hint
finding.return-chosen.message winner count differences
finding.return-combined.hint
finding.return-combined.message winner
finding.return-excluded.hint
finding.return-excluded.message because
finding.return-not-a-form.hint
finding.return-not-a-form.message file
finding.return-not-preferred.hint
finding.return-not-preferred.message winner count differences
finding.return-of-other-plan.hint
finding.return-of-other-plan.message file raw wanted
finding.return-of-other-quarter.hint wanted office raw
finding.return-of-other-quarter.message file raw wanted
finding.return-of-other-year.hint wanted office
finding.return-of-other-year.message file raw wanted
finding.return-of-unknown-office.hint
finding.return-of-unknown-office.message file raw
finding.return-order-close.hint
finding.return-order-close.message saved winner winner_saved count differences
finding.return-order-unknown.hint
finding.return-order-unknown.message winner count differences
finding.return-repeated.hint
finding.return-repeated.message winner
finding.return-superseded.hint
finding.return-superseded.message winner count differences
finding.return-unreadable.hint
finding.return-unreadable.message file problem
finding.returns-both-preferred.hint
finding.returns-both-preferred.message winner count differences
finding.review-open.hint
finding.review-open.message count keys
finding.row-added.hint
finding.row-added.message sheet cells raw
finding.row-copied.hint
finding.row-copied.message sheet cell key rows
finding.row-figures-moved.hint
finding.row-figures-moved.message sheet rows other key
finding.row-keys-out-of-step.hint
finding.row-keys-out-of-step.message sheet cell stray key title
finding.row-missing.hint
finding.row-missing.message sheet key title office
finding.row-twice-differs.hint
finding.row-twice-differs.message sheet cell key rows
finding.row-unsure.hint
finding.row-unsure.message sheet cell stray title
finding.rule-all-met-no-target.hint
finding.rule-all-met-no-target.message key raw
finding.rule-always-holds.hint
finding.rule-always-holds.message rule sheet cell
finding.rule-answers-unused.hint
finding.rule-answers-unused.message key quarter raw offices
finding.rule-carry-many.hint
finding.rule-carry-many.message key offices
finding.rule-carry-offices.hint
finding.rule-carry-offices.message key raw count
finding.rule-mean-of-times.hint
finding.rule-mean-of-times.message key unit raw
finding.rule-name-twice.hint
finding.rule-name-twice.message rule sheet cell
finding.rule-needs-ratio.hint
finding.rule-needs-ratio.message key raw
finding.rule-never-asked.hint
finding.rule-never-asked.message rule since until sheet cell
finding.rule-never-holds.hint
finding.rule-never-holds.message rule sheet cell
finding.rule-not-installed.hint choices
finding.rule-not-installed.message raw count
finding.rule-not-understood.hint
finding.rule-not-understood.message rule problem sheet cell
finding.rule-of-other-rule.hint
finding.rule-of-other-rule.message rule raw sheet cell
finding.rule-of-unknown-activity.hint
finding.rule-of-unknown-activity.message rule raw sheet cell
finding.rule-sum-percent.hint
finding.rule-sum-percent.message key raw
finding.rule-text-figures.hint
finding.rule-text-figures.message key raw
finding.rule-value-unknown.hint choices
finding.rule-value-unknown.message rule raw sheet cell
finding.rule-without-message.hint
finding.rule-without-message.message rule most sheet cell
finding.rules-contradict.hint
finding.rules-contradict.message rule other sheet cell
finding.setting-factor-bad.hint
finding.setting-factor-bad.message raw factor
finding.setting-year-bad.hint
finding.setting-year-bad.message raw
finding.sheet-added.hint
finding.sheet-added.message file sheet count
finding.sheet-has-drawing.hint
finding.sheet-has-drawing.message sheet count
finding.stamp-lost-composed.hint
finding.stamp-lost-composed.message file office quarter
finding.stamp-lost.hint
finding.stamp-lost.message file office quarter
finding.status-contradicts-result.hint
finding.status-contradicts-result.message key raw
finding.status-not-understood.hint
finding.status-not-understood.message sheet cell raw key
finding.summary-range-differs.hint
finding.summary-range-differs.message cell strategy raw other there
finding.table-as-last-quarter.hint
finding.table-as-last-quarter.message quarter office earlier count file
finding.table-as-other-office.hint
finding.table-as-other-office.message office file other other_file count
finding.table-of-other-office.hint
finding.table-of-other-office.message sheet cell raw own
finding.target-against-direction.hint
finding.target-against-direction.message raw key direction
finding.target-blank.hint
finding.target-blank.message key quarters raw
finding.target-changed-since-issued.hint
finding.target-changed-since-issued.message key issued now offices
finding.target-is-words.hint
finding.target-is-words.message key raw
finding.target-missed-unexplained.hint
finding.target-missed-unexplained.message sheet cell raw office target key
finding.target-not-understood.hint
finding.target-not-understood.message raw key quarters
finding.target-pending.hint
finding.target-pending.message key quarters raw
finding.target-percent-over-100.hint
finding.target-percent-over-100.message raw key quarter
finding.target-percent-unclear.hint
finding.target-percent-unclear.message raw key
finding.target-row-unknown.hint
finding.target-row-unknown.message key office
finding.target-share-unclear.hint
finding.target-share-unclear.message raw key
finding.target-unit-other.hint
finding.target-unit-other.message raw key unit
finding.target-units-differ.hint
finding.target-units-differ.message key units raw
finding.text-struck.hint
finding.text-struck.message sheet cell struck raw key
finding.title-changed.hint
finding.title-changed.message sheet cell old new
finding.typed-in-other-quarter.hint quarter
finding.typed-in-other-quarter.message sheet cell raw column quarter key
finding.typed-where-not-asked.hint
finding.typed-where-not-asked.message sheet cell raw column key
finding.unit-changed-since-issued.hint
finding.unit-changed-since-issued.message key issued now
finding.unit-differs.hint unit
finding.unit-differs.message sheet cell raw key unit suggested
finding.update-other-year.hint
finding.update-other-year.message raw year
finding.value-is-boolean.hint
finding.value-is-boolean.message sheet cell raw key
finding.value-is-date.hint
finding.value-is-date.message sheet cell raw key
finding.value-may-be-date.hint
finding.value-may-be-date.message sheet cell raw date target key
finding.value-mended.hint
finding.value-mended.message file winner problem
finding.value-negative.hint
finding.value-negative.message sheet cell raw key
finding.value-not-understood.hint
finding.value-not-understood.message sheet cell raw key suggested
finding.value-out-of-range.hint
finding.value-out-of-range.message sheet cell raw key
finding.value-struck.hint
finding.value-struck.message sheet cell raw key
finding.waiver-expired.hint
finding.waiver-expired.message reason until quarter sheet cell
finding.waiver-past.hint
finding.waiver-past.message reason until sheet cell
finding.waiver-unknown.hint
finding.waiver-unknown.message raw sheet cell
finding.waiver-without-reason.hint
finding.waiver-without-reason.message sheet cell
finding.who-from-parent.hint
finding.who-from-parent.message key above count raw
finding.wording-changed-since-issued.hint
finding.wording-changed-since-issued.message key issued now offices
finding.xml-doctype.hint
finding.xml-doctype.message file
finding.year-setting-differs.hint
finding.year-setting-differs.message raw year
finding.year-sheet-differs.hint
finding.year-sheet-differs.message sheet raw year
finding.year-title-differs.hint
finding.year-title-differs.message raw year
finding.year-unknown.hint
finding.year-unknown.message
finding.zip-bad-member.hint
finding.zip-bad-member.message file
finding.zip-bomb.hint
finding.zip-bomb.message file
fixed.due
fixed.initiative number
fixed.period year quarter
fixed.progress.after
fixed.progress.before
fixed.progress.between
fixed.quarter quarter
fixed.titles.correction
fixed.titles.report
fixed.year_band year
form.attention_after
form.attention_before
form.attention_none
form.budget.capital
form.budget.operating
form.budget.total
form.colours
form.colours_short
form.contact
form.contact_unknown
form.copy_mark
form.copy_step list sheet
form.correction_mark
form.correction_step sheet quarter
form.due_unknown
form.how
form.legend.due
form.legend.locked
form.legend.open
form.legend.unusual
form.legend.wrong
form.list_heads.check
form.list_heads.key
form.list_heads.office_name
form.list_heads.target
form.list_heads.title
form.list_hint
form.list_none
form.list_title count
form.office
form.own_target label target
form.page
form.plan
form.plan_text.budget
form.plan_text.note
form.plan_text.procedure
form.plan_text.responsible
form.plan_text.target
form.plan_texts_hint sheet
form.plan_texts_title
form.progress
form.region
form.sheet_copy
form.sheet_cover
form.sheet_fill
form.sheet_plan_texts
form.sign
form.sign_date
form.sign_name
form.sign_position
form.steps.1 sheet quarter
form.steps.2
form.steps.3 nothing
form.steps.4 check
form.steps.5
form.year_target target
help.long.adopt
help.long.brief
help.long.check
help.long.collect
help.long.completion
help.long.demo
help.long.desk
help.long.explain
help.long.export
help.long.generate
help.long.inspect
help.long.join
help.long.lint
help.long.merge
help.long.new
help.long.planbook
help.long.publish
help.long.rehearse
help.long.remind
help.long.start
help.option.answers
help.option.because
help.option.blank
help.option.brief-blank
help.option.brief-output
help.option.brief-quarter
help.option.brief-template
help.option.by
help.option.combine
help.option.contact
help.option.corrections
help.option.corrections-mail
help.option.despite
help.option.details
help.option.drafts-output
help.option.due
help.option.due-named
help.option.exclude
help.option.explain-json
help.option.explain-quarter
help.option.export-facts
help.option.export-output
help.option.force
help.option.forms-output
help.option.from
help.option.hand-edits
help.option.idle
help.option.inspect-json
help.option.jobs
help.option.join-master
help.option.json
help.option.lang
help.option.language
help.option.last-figures
help.option.log
help.option.logo
help.option.mail
help.option.mails-output
help.option.master-output
help.option.measures
help.option.merge-output
help.option.name plan_year quarter code name
help.option.new-master
help.option.new-output
help.option.next-year
help.option.no-browser
help.option.office
help.option.offices-list
help.option.partial
help.option.password
help.option.port
help.option.prefer
help.option.preview
help.option.prove
help.option.publish-output
help.option.quarter
help.option.quarter-of-forms
help.option.quiet
help.option.region
help.option.reopen
help.option.replace-formulas
help.option.report
help.option.scheduler
help.option.show-codes
help.option.since
help.option.strategies
help.option.strict
help.option.strict-merge
help.option.teach
help.option.tries
help.option.try-office
help.option.update
help.option.verbose
help.option.version
help.option.withdraw
help.option.year
help.place.activity
help.place.activity-or-cell
help.place.command
help.place.file
help.place.folder
help.place.mailbox
help.place.master
help.place.number
help.place.options
help.place.parts
help.place.plan
help.place.returns
help.place.shell
help.place.text
help.short.adopt
help.short.brief
help.short.check
help.short.collect
help.short.completion
help.short.demo
help.short.desk
help.short.explain
help.short.export
help.short.generate
help.short.inspect
help.short.join
help.short.lint
help.short.merge
help.short.new
help.short.publish
help.short.rehearse
help.short.remind
help.short.start
kind.number
kind.percent
kind.ratio
kind.text
line.whole
lost.ended exit_code
lost.memory size
lost.no-answer minutes
lost.raised problem
lost.run-ended
lost.time seconds
mail.body office year quarter file due contact region
mail.contact_unknown
mail.copy_body office year quarter count questions file due contact region
mail.copy_subject year quarter office count
mail.due_unknown
mail.more_questions count
mail.remind_body office year quarter missing_count asked missing due contact region
mail.remind_subject year quarter office missing_count
mail.reopen_body office year quarter file due contact region
mail.reopen_subject year quarter office
mail.subject year quarter office
mail.unusable
memo.activities
memo.activity
memo.all
memo.all-complete
memo.block-measures
memo.block-missed
memo.block-offices
memo.block-sources
memo.block-strategies
memo.cell
memo.closing
memo.figure key quarter cell
memo.from
memo.head-measures
memo.head-missed
memo.head-offices
memo.head-results
memo.head-sources
memo.key
memo.missing names
memo.more-remarks count
memo.none-measures
memo.none-missed
memo.number
memo.number-head
memo.offices
memo.open
memo.opening
memo.partial names
memo.remarks
memo.result
memo.results
memo.shown
memo.sign
memo.slot-activities
memo.slot-complete
memo.slot-met
memo.slot-missed
memo.slot-missing
memo.slot-offices
memo.slot-open
memo.slot-partial
memo.slot-plan
memo.slot-quarter
memo.slot-region
memo.slot-year
memo.source
memo.strategy
memo.subject
memo.title
memo.to
onward.adopt
onward.briefed
onward.check
onward.corrections
onward.desk
onward.exported
onward.exported-facts
onward.exported-formulas count sheet file
onward.generate quarter
onward.generate-looked quarter
onward.letter
onward.lint
onward.made-blank
onward.mend
onward.merge
onward.merge-more count
onward.own-plan
onward.publish
onward.published
onward.remind
onward.review file
onward.send folder
onward.send-drafts folder
onward.send-reminders
origin.child
origin.nobody
origin.own
origin.parent
page.activity-not-in-register
page.activity-number-changed
page.activity-words-changed
page.answer-of-several-files
page.answer-of-several-quarters
page.answers-of-other-files
page.contact-empty
page.due-date-empty
page.figures-left-out
page.form-logo-unusable
page.offices-made-up
page.plan-column-unknown
page.plan-half-years
page.plan-near-miss
page.plan-no-target-column
page.register-row-without-activity
page.rename-key-in-use
page.result-cell-asked
page.result-cell-kept
page.result-formula-kept
page.return-chosen
page.return-combined
page.return-excluded
page.return-not-preferred
page.return-order-close
page.return-order-unknown
page.return-superseded
page.returns-both-preferred
page.rule-not-understood
page.year-setting-differs
plan.caption.activity
plan.caption.plan
plan.caption.quarters
plan.caption.result
plan.caption.target
plan.caption.whole
plan.detail-sheet
plan.heading.activity
plan.heading.activity-below
plan.heading.activity-last
plan.heading.budget
plan.heading.capital
plan.heading.capital-number
plan.heading.initiative
plan.heading.initiative-below
plan.heading.initiative-last
plan.heading.operating
plan.heading.operating-number
plan.heading.quarter quarter
plan.heading.responsible
plan.heading.result
plan.heading.target
plan.heading.total
plan.heading.year year
plan.item.1
plan.item.2
plan.item.3
plan.item.4
plan.item.5
plan.item.6
plan.item.7
plan.perspective name
plan.strategy-sheet number
plan.summary-sheet
plan.summary-title plan
plan.summary.initiatives
plan.summary.perspective
plan.summary.strategy
plan.title owner year
plugin.no-hint
plugin.said th
preview.about activities asked offices
preview.is-asked key count who how
preview.legend
preview.not-asked key
preview.nothing
preview.only
preview.quarter quarter
preview.questions count
preview.remarks count
preview.review
preview.row
preview.sheet-aside why count
preview.skip
preview.title year
progress.done
progress.in-progress
progress.not-started
progress.nothing
prompt.days
prompt.days_title
prompt.denominator
prompt.denominator_title
prompt.error_days days
prompt.error_list
prompt.error_number
prompt.error_percent
prompt.error_title
prompt.number
prompt.number_title
prompt.numerator
prompt.numerator_title
prompt.percent
prompt.percent_title
prompt.remark
prompt.remark_title
prompt.status
prompt.status_title
prompt.text
prompt.text_title
publish.about year quarters count
publish.activity
publish.close
publish.figures
publish.help
publish.in-plan
publish.no-script
publish.open
publish.opens key quarter shown
publish.title
remote.forbidden
remote.gone
report.about year quarter files
report.activities
report.all
report.all-done
report.answered
report.answered-of
report.answers
report.applied
report.asked
report.board
report.by
report.correct
report.done
report.earlier count
report.failed-at offices rows
report.findings
report.first-note
report.first-sheet
report.found shown count
report.in-all
report.initiative
report.kind
report.late-quarter quarter owing
report.look
report.map
report.map-help
report.met
report.met-missed-open
report.missed
report.nil
report.no-first
report.no-map
report.no-script
report.not-asked
report.not-merged
report.not-started
report.nothing
report.of-all
report.of-what
report.office-line quarter state answered asked step
report.offices
report.offices-sheet
report.own
report.parts
report.passed
report.passed-at-first passed offices rows_passed rows rules_passed rules
report.progress
report.reason
report.regions-own
report.rejected
report.remind
report.resend
report.rest
report.row
report.rows
report.rows-failed
report.rule
report.rules
report.rules-failed
report.said
report.search
report.see-findings
report.settled waived explained
report.show-more count
report.skip
report.strict count kinds owing
report.target
report.to-do
report.until
report.verdicts met missed open
report.waiting
report.waivers-sheet
report.what
report.who-failed
report.worklist
restated.moved before raw
restated.same raw
review.note.counted
review.note.empty
review.note.last-year
review.note.more-target-lines
review.note.new
review.note.no-target
review.note.no-values
review.note.number-twice
review.note.parent-not-found
review.note.plan-proposes
review.note.renumbered
review.note.reworded
review.note.reworded-this-year
review.note.target-is-text
review.note.unit-beside
review.note.unknown
review.note.who-from-child
review.note.who-from-parent
review.word.counted
review.word.empty
review.word.last-year
review.word.more-target-lines
review.word.new
review.word.no-target
review.word.no-values
review.word.number-twice
review.word.parent-not-found
review.word.plan-proposes
review.word.renumbered
review.word.reworded
review.word.reworded-this-year
review.word.target-is-text
review.word.unit-beside
review.word.unknown
review.word.who-from-child
review.word.who-from-parent
role.activity
role.aside
role.asked
role.budget
role.caption
role.header
role.initiative
role.left
role.note
role.procedure
role.responsible
role.result
role.span
role.summary
role.target
role.title
rule.all_met
rule.carry
rule.count
rule.max
rule.mean
rule.min
rule.ratio
rule.sum
rule.text
rule.weighted_mean
scope.office
scope.region
setting.caption.contact
setting.caption.copy-body
setting.caption.copy-subject
setting.caption.due-1
setting.caption.due-2
setting.caption.due-3
setting.caption.due-4
setting.caption.far_factor
setting.caption.file_pattern
setting.caption.front
setting.caption.headings
setting.caption.language
setting.caption.logo
setting.caption.mail-body
setting.caption.mail-subject
setting.caption.password
setting.caption.plan_id
setting.caption.region
setting.caption.remind-body
setting.caption.remind-subject
setting.caption.reopen-body
setting.caption.reopen-subject
setting.caption.unit_words
setting.caption.year
setting.note.contact
setting.note.copy-body questions
setting.note.copy-subject count wrong
setting.note.due-1
setting.note.far_factor
setting.note.file_pattern plan plan_year quarter code name region
setting.note.front
setting.note.headings
setting.note.language languages
setting.note.logo
setting.note.mail-body
setting.note.mail-subject office code quarter year due contact region file
setting.note.password
setting.note.plan_id
setting.note.region
setting.note.remind-body missing
setting.note.remind-subject answered asked missing_count
setting.note.reopen-body
setting.note.reopen-subject
setting.note.unit_words
setting.or
severity.error
severity.info
severity.warning
sheet.activities-block
sheet.activity
sheet.activity-key
sheet.and-more count
sheet.and-offices count
sheet.answered
sheet.answered-short
sheet.as-above
sheet.back
sheet.behind reported expected
sheet.behind-unasked count
sheet.below-target
sheet.budget-of budget
sheet.cannot-count
sheet.cause
sheet.cause-codes
sheet.cause-detail
sheet.cause-excluded file because
sheet.cause-hand
sheet.cause-late
sheet.cause-newer
sheet.cause-overwritten
sheet.cause-preferred file because
sheet.cause-reread file
sheet.cause-restored
sheet.cause-typed
sheet.cause-withdrawn file
sheet.cell
sheet.chart-figures
sheet.chart-quarters
sheet.chart-strategies quarter
sheet.choose caption
sheet.choose-title
sheet.code
sheet.complete
sheet.confirm what key
sheet.contact
sheet.counts
sheet.denominator
sheet.details
sheet.details-file
sheet.doubt
sheet.draft
sheet.draft-partial
sheet.draft-unusable
sheet.due
sheet.due-back
sheet.exact
sheet.exact-denominator
sheet.exact-new
sheet.exact-numerator
sheet.exact-old
sheet.facts
sheet.facts-link
sheet.file
sheet.files count
sheet.findings
sheet.findings-block
sheet.fingerprint
sheet.fingerprint-is fingerprint
sheet.form-file
sheet.forms
sheet.front
sheet.front-behind quarter count
sheet.front-beside count
sheet.front-budget
sheet.front-fewer
sheet.front-footer year
sheet.front-late quarter count
sheet.front-legend
sheet.front-offices
sheet.front-plan
sheet.front-remarks quarter count
sheet.front-title
sheet.go-to name
sheet.hint
sheet.history
sheet.history-link
sheet.in-plan
sheet.in-quarter quarter text
sheet.index
sheet.index-correction
sheet.index-name year quarter
sheet.index-of-corrections year quarter
sheet.index-of-forms year quarter
sheet.index-some count digest
sheet.index-title
sheet.joined
sheet.kept count
sheet.last-caption year quarter
sheet.last-figure result target
sheet.last-result year
sheet.last-target year
sheet.legend
sheet.mail
sheet.master
sheet.matter
sheet.measure
sheet.measures
sheet.met count
sheet.missing
sheet.more-findings count
sheet.new
sheet.new-file
sheet.nil-short
sheet.no-findings
sheet.no-longer-asked
sheet.no-perspective
sheet.none-behind
sheet.none-beside
sheet.none-late
sheet.none-remarks
sheet.not-received
sheet.note-of-plan note
sheet.nothing-due
sheet.number
sheet.numerator
sheet.of-quarter quarter
sheet.of-year year
sheet.office
sheet.office-code
sheet.offices-block
sheet.old
sheet.old-file
sheet.page
sheet.partial
sheet.percent
sheet.plan
sheet.proposed
sheet.quarter
sheet.region
sheet.remark
sheet.remark-of quarter remark
sheet.reported
sheet.reporting
sheet.result
sheet.result-of quarter
sheet.result-so-far
sheet.returned
sheet.rows
sheet.rule
sheet.saved
sheet.see-detail
sheet.see-detail-short
sheet.sent
sheet.severity
sheet.sheet
sheet.sign
sheet.spent title
sheet.spent-all
sheet.spent-behind reported count
sheet.spent-those
sheet.status
sheet.status-footer year
sheet.status-summary quarter states count findings
sheet.status-title
sheet.target
sheet.tile-budget
sheet.tile-offices
sheet.to-plan
sheet.typed
sheet.unit
sheet.until-quarter quarter
sheet.unusable typed
sheet.verdict-met
sheet.verdict-missed
sheet.verdict-nothing
sheet.verdict-open
sheet.version version
sheet.waiting
sheet.where
sheet.whole
sheet.whole-year
sheet.year-goal
sheet.year-is over
sheet.year-target target
table.groups.column.aliases
table.groups.column.codes
table.groups.column.kinds
table.groups.column.name
table.groups.intro
table.groups.name
table.offices.column.aliases
table.offices.column.code
table.offices.column.groups
table.offices.column.kind
table.offices.column.mail
table.offices.column.name
table.offices.column.province
table.offices.column.via
table.offices.intro
table.offices.name
table.register.column.asked
table.register.column.cumulative
table.register.column.direction
table.register.column.evidence
table.register.column.initiative
table.register.column.key
table.register.column.kind
table.register.column.nil_remark
table.register.column.number
table.register.column.offices
table.register.column.origin
table.register.column.over_100
table.register.column.q1
table.register.column.q2
table.register.column.q3
table.register.column.q4
table.register.column.review
table.register.column.rule
table.register.column.sheet
table.register.column.title
table.register.column.unit
table.register.column.was
table.register.column.who
table.register.intro
table.register.name
table.rules.column.condition
table.rules.column.message
table.rules.column.name
table.rules.column.scope
table.rules.column.severity
table.rules.column.since
table.rules.column.until
table.rules.column.where
table.rules.intro
table.rules.name
table.settings.column.caption
table.settings.column.key
table.settings.column.note
table.settings.column.value
table.settings.intro
table.settings.name
table.targets.column.key
table.targets.column.name
table.targets.column.office
table.targets.column.q1
table.targets.column.q2
table.targets.column.q3
table.targets.column.q4
table.targets.column.review
table.targets.column.year
table.targets.intro
table.targets.name
table.waivers.column.by
table.waivers.column.key
table.waivers.column.office
table.waivers.column.reason
table.waivers.column.rule
table.waivers.column.until
table.waivers.intro
table.waivers.name
text.activity-near keys
text.activity-of-office key office
text.blank
text.difference row column old new
text.figure-and-more figure more
text.figure-of row cell raw
text.more count
text.sheet-near sheets
text.these items
text.this-file
time.day day month year
time.era
time.months
time.time day hour minute
year.added
year.average
year.largest
year.latest
year.shared
year.smallest
"""

"""The facts that openfonds itself asserts of an item, beside those that the detectors find.

They are asserted in `openfonds.restrictions.facts` and `openfonds.restrictions.judged_by_text`;
a pack may ask for each of them (docs/reference/policy-packs.md).
"""

# Of the description: what its columns say, taken together with the phrases of the packs.
ACCESS_RESTRICTED = "access_restricted"
ACCESS_UNCLEAR = "access_unclear"
RIGHTS_RESTRICTED = "rights_restricted"
RIGHTS_UNCLEAR = "rights_unclear"
AUTHOR_NAMED = "author_named"
OFFICIAL_DOCUMENT = "official_document"
ACT_ON_FILE = "act_on_file"
CATALOGUE_REMARK = "catalogue_remark"
FACT_NOT_IN_POLICY = "fact_not_in_policy"
LATER_DATE = "later_date"  # of the texts, too
OF_DESCRIPTION = frozenset(
    {
        *(ACCESS_RESTRICTED, ACCESS_UNCLEAR, RIGHTS_RESTRICTED, RIGHTS_UNCLEAR),
        *(AUTHOR_NAMED, OFFICIAL_DOCUMENT, ACT_ON_FILE, CATALOGUE_REMARK),
        *(FACT_NOT_IN_POLICY, LATER_DATE),
    }
)

# Of a page: why it cannot be judged by its text.
PAGE_FAILED = "page_failed"
PAGE_WITHOUT_TEXT = "page_without_text"
POOR_TEXT = "poor_text"
SCRIPT_WITHOUT_DETECTOR = "script_without_detector"
LANGUAGE_WITHOUT_DETECTOR = "language_without_detector"
NOT_JUDGED = frozenset(
    {PAGE_FAILED, PAGE_WITHOUT_TEXT, POOR_TEXT, SCRIPT_WITHOUT_DETECTOR, LANGUAGE_WITHOUT_DETECTOR}
)

# Of the reading of an item.
STAMP_UNREAD = "stamp_unread"
NAMES_SEARCHED = "names_searched"

MADE_HERE = OF_DESCRIPTION | NOT_JUDGED | {STAMP_UNREAD, NAMES_SEARCHED}

package terminology

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/firn-sct/firn/terminology/sctid"
)

// dialectAliases are the dialect aliases of the ECL specification, appendix C,
// and of national editions, in the form of BCP 47. A reference set's first row
// is the tag that Firn shows.
var dialectAliases = []struct {
	tag    string
	refset sctid.ID
}{
	{"da-DK", 554461000005103},
	{"de", 722130004},
	{"de-BE", 120961000172108},
	{"de-CH", 2041000195100},
	{"en-AU", 32570271000036106},
	{"en-CA", 19491000087109},
	{"en-GB", GBEnglish},
	{"en-IE", 21000220103},
	{"en-NZ", 271000210107},
	{"en-NZ-x-pat", 281000210109},
	{"en-US", USEnglish},
	{"en-x-gmdn", 608771002},
	{"en-x-nhs-clinical", 999001261000000100},
	{"en-x-nhs-dmd", 999000671000001103},
	{"en-x-nhs-pharmacy", 999000691000001104},
	{"en-GB-x-drug", 999000681000001101},
	{"en-GB-x-ext", 999001251000000103},
	{"es", 450828004},
	{"es-AR", 450828004},
	{"es-UY", 5641000179103},
	{"et-EE", 71000181105},
	{"fr", 722131000},
	{"fr-BE", 21000172104},
	{"fr-CA", 20581000087109},
	{"fr-CH", 2021000195106},
	{"fr-FR", 10031000315102},
	{"it-CH", 2031000195108},
	{"ja", 722129009},
	{"mi", 291000210106},
	{"nb-NO", 61000202103},
	{"nn-NO", 91000202106},
	{"nl-BE", 31000172101},
	{"nl-NL", 31000146106},
	{"sv-SE", 46011000052107},
	{"zh", 722128001},
	// Older spellings.
	{"en-int-gmdn", 608771002},
	{"en-nhs-clinical", 999001261000000100},
	{"en-nhs-dmd", 999000671000001103},
	{"en-nhs-pharmacy", 999000691000001104},
	{"en-uk-drug", 999000681000001101},
	{"en-uk-ext", 999001251000000103},
	{"en-nz-pat", 281000210109},
}

// DialectTag returns the BCP 47 tag of a language reference set, or "" for one
// that Firn has no tag for. Expression Constraint Language, appendix C.
func DialectTag(refset sctid.ID) string {
	for _, a := range dialectAliases {
		if a.refset == refset {
			return a.tag
		}
	}
	return ""
}

// DialectTag is the function of that name for the release's language reference
// sets, found faster.
func (r *Release) DialectTag(refset sctid.ID) string {
	if tag, ok := r.dialects.tags[refset]; ok {
		return tag
	}
	return DialectTag(refset)
}

// DialectAliases returns, in ascending order, the names other than its
// [DialectTag] by which one can ask for a language reference set.
func DialectAliases(refset sctid.ID) []string {
	var aliases []string
	for _, a := range dialectAliases {
		if a.refset == refset && a.tag != DialectTag(refset) {
			aliases = append(aliases, a.tag)
		}
	}
	slices.Sort(aliases)
	return aliases
}

// Dialects is a choice of language reference sets in order of wish.
type Dialects []sctid.ID

// dialectTable finds the language reference sets of one release.
type dialectTable struct {
	info       *ReleaseInfo
	refsets    map[sctid.ID]bool
	tags       map[sctid.ID]string   // what DialectTag gives
	byTag      map[string][]sctid.ID // lower case; exact tags
	byLanguage map[string][]sctid.ID // lower case; defaults first, then ascending
	defaults   Dialects
}

func newDialectTable(info *ReleaseInfo) *dialectTable {
	t := &dialectTable{
		info:       info,
		refsets:    map[sctid.ID]bool{},
		tags:       map[sctid.ID]string{},
		byTag:      map[string][]sctid.ID{},
		byLanguage: map[string][]sctid.ID{},
		defaults:   Dialects(info.DefaultLanguageRefsets),
	}
	for _, l := range info.LanguageRefsets {
		t.refsets[l.RefsetID] = true
		t.tags[l.RefsetID] = DialectTag(l.RefsetID)
		if l.Language != "" {
			language := strings.ToLower(l.Language)
			t.byLanguage[language] = append(t.byLanguage[language], l.RefsetID)
		}
		if l.Dialect != "" {
			tag := strings.ToLower(l.Dialect)
			t.byTag[tag] = append(t.byTag[tag], l.RefsetID)
		}
	}
	for _, a := range dialectAliases {
		tag := strings.ToLower(a.tag)
		if t.refsets[a.refset] && !slices.Contains(t.byTag[tag], a.refset) {
			t.byTag[tag] = append(t.byTag[tag], a.refset)
		}
	}
	for _, refsets := range t.byLanguage {
		slices.SortStableFunc(refsets, func(a, b sctid.ID) int {
			return cmp.Or(cmp.Compare(t.defaultRank(a), t.defaultRank(b)), cmp.Compare(a, b))
		})
	}
	return t
}

func (t *dialectTable) defaultRank(refset sctid.ID) int {
	if i := slices.Index(t.defaults, refset); i >= 0 {
		return i
	}
	return len(t.defaults)
}

// Dialects reads a choice of dialects and resolves it to language reference
// sets of the release, best first.
//
// The text is a list in the form of HTTP's Accept-Language: entries parted by
// commas, each with an optional weight ";q=0.8" (1 if absent; 0 leaves the
// entry out), ordered by weight and then as written. An entry is
//   - a BCP 47 tag or alias of a dialect, such as en-GB, in any case;
//   - a bare language, such as en: every language reference set of the release
//     in that language, the release's defaults first;
//   - the id of a language reference set, or <language>-x-<id>;
//   - "*": the release's defaults.
//
// A tag without a reference set of its own is shortened from the right until
// one is found (RFC 4647, lookup): en-AU falls back to en. As in
// Accept-Language, entries that the release doesn't have are passed over, but
// if none is left the error is [ReasonDialectUnknown] and lists those that
// there are. The empty text chooses the release's defaults.
func (r *Release) Dialects(text string) (Dialects, error) {
	if strings.TrimSpace(text) == "" {
		return slices.Clone(r.dialects.defaults), nil
	}
	return r.dialects.parse(text)
}

// MaxDialectsLength bounds the text of a choice of dialects, in bytes.
const MaxDialectsLength = 500

func (t *dialectTable) parse(text string) (Dialects, error) {
	if len(text) > MaxDialectsLength {
		return nil, Errorf(KindInvalidArgument, ReasonDialectMalformed, "the list of dialects has %d bytes: expected %d at most", len(text), MaxDialectsLength)
	}
	type wish struct {
		tag    string
		weight float64
	}
	var wishes []wish
	for entry := range strings.SplitSeq(text, ",") {
		tag, parameter, weighted := strings.Cut(entry, ";")
		tag = strings.TrimSpace(tag)
		if tag == "" {
			continue
		}
		w := wish{tag: tag, weight: 1}
		if weighted {
			value, ok := strings.CutPrefix(strings.ReplaceAll(strings.ToLower(parameter), " ", ""), "q=")
			weight, err := strconv.ParseFloat(value, 64)
			if !ok || err != nil || !(weight >= 0 && weight <= 1) {
				return nil, Errorf(KindInvalidArgument, ReasonDialectMalformed, "dialect %.40q has no weight that could be read: expected ;q= and a number from 0 to 1", entry)
			}
			w.weight = weight
		}
		if w.weight > 0 {
			wishes = append(wishes, w)
		}
	}
	slices.SortStableFunc(wishes, func(a, b wish) int { return cmp.Compare(b.weight, a.weight) })

	var found Dialects
	for _, w := range wishes {
		refsets, err := t.lookup(w.tag)
		if err != nil {
			return nil, err
		}
		for _, refset := range refsets {
			if !slices.Contains(found, refset) {
				found = append(found, refset)
			}
		}
	}
	if len(found) == 0 {
		e := Errorf(KindInvalidArgument, ReasonDialectUnknown, "no dialect of %.80q is in release %s", text, t.info.URI)
		e.Hint = "it has " + t.list()
		return nil, e
	}
	return found, nil
}

// lookup resolves one entry; an entry that the release doesn't have gives none.
func (t *dialectTable) lookup(tag string) ([]sctid.ID, error) {
	if tag == "*" {
		return t.defaults, nil
	}
	if tag[0] >= '0' && tag[0] <= '9' {
		id, err := sctid.Parse(tag)
		if err != nil {
			return nil, &Error{Kind: KindInvalidArgument, Reason: ReasonDialectMalformed, Message: err.Error(), Cause: err}
		}
		return t.refset(id), nil
	}
	for _, c := range []byte(tag) {
		if !(c == '-' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z') {
			return nil, Errorf(KindInvalidArgument, ReasonDialectMalformed, "dialect %.40q is neither a BCP 47 tag nor the id of a language reference set", tag)
		}
	}
	tag = strings.ToLower(tag)
	if language, private, ok := strings.Cut(tag, "-x-"); ok {
		// A private use subtag may hold a reference set id, cut into pieces of
		// eight at most, as BCP 47 wants them.
		if id, err := sctid.Parse(strings.ReplaceAll(private, "-", "")); err == nil {
			return t.refset(id), nil
		}
		if refsets := t.byTag[tag]; refsets != nil {
			return refsets, nil
		}
		tag = language
	}
	for {
		if refsets := t.byTag[tag]; refsets != nil && strings.Contains(tag, "-") {
			return refsets, nil
		}
		if refsets := t.byLanguage[tag]; refsets != nil {
			return refsets, nil
		}
		if refsets := t.byTag[tag]; refsets != nil {
			return refsets, nil
		}
		cut := strings.LastIndexByte(tag, '-')
		if cut < 0 {
			return nil, nil
		}
		tag = tag[:cut]
	}
}

func (t *dialectTable) refset(id sctid.ID) []sctid.ID {
	if t.refsets[id] {
		return []sctid.ID{id}
	}
	return nil
}

// list names the release's dialects for people.
func (t *dialectTable) list() string {
	if len(t.info.LanguageRefsets) == 0 {
		return "no language reference set"
	}
	var names []string
	for _, l := range t.info.LanguageRefsets {
		name := l.RefsetID.String()
		if l.Dialect != "" {
			name = l.Dialect + " (" + name + ")"
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

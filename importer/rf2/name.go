package rf2

import (
	"strings"
)

// ReleaseType says whether a file holds every row ever released, the newest
// row of each component, or the rows that changed.
type ReleaseType uint8

// The release types. ReleaseUnknown is a name that says none of them.
const (
	ReleaseUnknown ReleaseType = iota
	Full
	Snapshot
	Delta
)

// String returns the word that stands in file names.
func (t ReleaseType) String() string {
	switch t {
	case Full:
		return "Full"
	case Snapshot:
		return "Snapshot"
	case Delta:
		return "Delta"
	default:
		return "unknown"
	}
}

var releaseTypes = [...]ReleaseType{Snapshot, Full, Delta}

// Name is a file's name in its parts. Release File Specification, section
// "File Naming Convention":
//
//	[x|z]<sct2|der2>_<ContentType>_<Summary><Full|Snapshot|Delta>[-<language>]_<CountryNamespace>_<date>.txt
//
// Every part but Base may be empty.
type Name struct {
	Base             string // the whole name, without folders
	Provisional      bool   // begins with x: an alpha or beta release
	Archived         bool   // begins with z
	FileType         string // "sct2", "der2", "doc", "res", "tls", …
	ContentType      string // "Description", "cRefset", "StatedRelationship"
	Summary          string // free text about the content, "Language" or "ExtendedMapUKED"
	ReleaseType      ReleaseType
	Language         string // "en", "en-GB": only a hint
	CountryNamespace string // "INT", "GB", "1000000" or both
	EffectiveDate    Date
}

// ParseName takes a file name apart as far as it goes; it never fails. It
// accepts the deviations that packages show: Stated_Relationship, a summary
// behind the release type, a missing country, a date with a time.
func ParseName(base string) Name {
	n := Name{Base: base}
	stem := base
	if i := strings.LastIndexByte(stem, '.'); i >= 0 {
		stem = stem[:i]
	}
	tokens := strings.Split(stem, "_")
	n.setFileType(tokens[0])
	if n.FileType == "" {
		tokens = append([]string{""}, tokens...)
	}
	tokens = tokens[1:]
	if len(tokens) > 0 {
		if date, ok := parseDate([]byte(tokens[len(tokens)-1])); ok && date != 0 {
			n.EffectiveDate = date
			tokens = tokens[:len(tokens)-1]
		}
	}
	// The last token with a release type is the content sub-type: a summary
	// such as "DeltaOfCare_Snapshot" can't mislead then. Before it stands the
	// content type, behind it the country.
	for i := len(tokens) - 1; i >= 0; i-- {
		token, language := splitLanguage(tokens[i])
		summary, releaseType := splitReleaseType(token)
		if releaseType == ReleaseUnknown {
			continue
		}
		n.ReleaseType, n.Summary, n.Language = releaseType, summary, language
		n.setContentType(tokens[:i])
		n.CountryNamespace = strings.Join(tokens[i+1:], "_")
		return n
	}
	n.setContentType(tokens)
	return n
}

// setContentType takes the tokens before the release type. One is as
// specified; "Stated", "Relationship" belong together; of others the first is the
// content type and the rest are summary.
func (n *Name) setContentType(tokens []string) {
	n.ContentType = strings.Join(tokens, "")
	if len(tokens) > 1 && kindFromName(n) == KindUnknown {
		n.ContentType = tokens[0]
		n.Summary = strings.Join(tokens[1:], "") + n.Summary
	}
}

// setFileType recognises the first part of the name. Where it is none that the
// specification knows, FileType stays empty.
func (n *Name) setFileType(token string) {
	kind := strings.ToLower(token)
	switch {
	case strings.HasPrefix(kind, "x"):
		n.Provisional, kind = true, kind[1:]
	case strings.HasPrefix(kind, "z"):
		n.Archived, kind = true, kind[1:]
	}
	switch strings.TrimRight(kind, "0123456789") {
	case "sct", "der", "rel", "doc", "res", "tls":
		n.FileType = kind
	default:
		n.Provisional, n.Archived = false, false
	}
}

// splitLanguage cuts "-en" or "-en-GB" from the end of a token.
func splitLanguage(token string) (rest, language string) {
	if before, after, ok := strings.Cut(token, "-"); ok {
		return before, after
	}
	return token, ""
}

// splitReleaseType finds the release type in a token: at its end, as
// specified; else at its start, as in "SnapshotICDO"; else anywhere.
func splitReleaseType(token string) (summary string, t ReleaseType) {
	for _, t := range releaseTypes {
		if rest, ok := cutSuffixFold(token, t.String()); ok {
			return rest, t
		}
	}
	for _, t := range releaseTypes {
		if n := len(t.String()); len(token) >= n && strings.EqualFold(token[:n], t.String()) {
			return token[n:], t
		}
	}
	for _, t := range releaseTypes {
		if before, after, ok := strings.Cut(token, t.String()); ok {
			return before + after, t
		}
	}
	return token, ReleaseUnknown
}

func cutSuffixFold(s, suffix string) (string, bool) {
	i := len(s) - len(suffix)
	if i < 0 || !strings.EqualFold(s[i:], suffix) {
		return s, false
	}
	return s[:i], true
}

// looksLikeRF2 reports whether the name alone promises an RF2 file.
func (n *Name) looksLikeRF2() bool {
	return n.isComponentOrReference() && strings.EqualFold(extension(n.Base), ".txt")
}

// isComponentOrReference includes rel2, which authoring tools write.
func (n *Name) isComponentOrReference() bool {
	return n.FileType == "sct2" || n.FileType == "der2" || n.FileType == "rel2"
}

// letters returns the column letters of a reference set file, "cc" of
// "ccRefset", and whether the content type is a reference set at all.
func (n *Name) letters() (letters string, ok bool) {
	if letters, ok = cutSuffixFold(n.ContentType, "Refset"); !ok {
		return "", false
	}
	return letters, true
}

// extension returns the last dot of a name and what follows it.
func extension(base string) string {
	if i := strings.LastIndexByte(base, '.'); i >= 0 {
		return base[i:]
	}
	return ""
}

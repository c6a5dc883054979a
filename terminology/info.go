package terminology

import (
	"regexp"
	"time"

	"github.com/firn-sct/firn/terminology/sctid"
)

// ReleaseInfo describes a release: what it is, what it was made from and how
// much is in it. It is part of the manifest and stands there as JSON.
type ReleaseInfo struct {
	URI           string   `json:"release"`       // http://snomed.info/sct/<module>/version/<yyyymmdd>, or …/xsct/…
	ModuleID      sctid.ID `json:"moduleId"`      // the edition's module
	EffectiveTime Date     `json:"effectiveTime"` // the version

	Counts  Counts          `json:"counts"`
	Modules []ModuleVersion `json:"modules"` // in ascending order of module id
	// LanguageRefsets in ascending order of id; those that have a member.
	LanguageRefsets []LanguageRefset `json:"languageRefsets"`
	// DefaultLanguageRefsets is the order in which terms are chosen when a
	// question names no dialect. It isn't empty where the release has any
	// language reference set.
	DefaultLanguageRefsets []sctid.ID `json:"defaultLanguageRefsets"`
	// Files are the RF2 files read, in the order of reading.
	Files []InputFile `json:"files"`

	// Import tells how the release directory was made. It is filled from the
	// manifest when a release is opened, is nil before that, and isn't part of
	// the release itself: two imports of the same files differ in it alone.
	Import *ImportInfo `json:"-"`
}

// ImportInfo tells how a release directory was made.
type ImportInfo struct {
	FormatVersion int       // of the directory's layout
	Program       string    // name and version of the program
	Time          time.Time // when the import began, UTC
	Duration      time.Duration
	Settings      []Setting // what was asked of it, in a fixed order
	Skipped       []SkippedRows
	Anomalies     []Anomaly // in order of kind
	// MissingModules are in ascending order of module and of the one that needs it.
	MissingModules []MissingModule
}

// MissingModule is a module that the release depends on, and that the packages
// which it was made from lack in the version that is needed. Extensions Guide,
// "Module dependency".
type MissingModule struct {
	ModuleID      sctid.ID `json:"moduleId"`
	EffectiveTime Date     `json:"effectiveTime"` // the version that is needed; 0 where none is named
	// Found is the version that is there instead; 0 where nothing of the module is.
	Found Date `json:"found"`
	// NeededBy is the module whose dependency it is, in its version NeededByTime.
	NeededBy     sctid.ID `json:"neededBy"`
	NeededByTime Date     `json:"neededByTime"`
	// Name and NeededByName name the two modules for people: the fully specified
	// name where the packages have it, else that of a well-known edition, else "".
	Name         string `json:"name,omitempty"`
	NeededByName string `json:"neededByName,omitempty"`
}

// Lacking reports whether content is missing, rather than newer than what was
// asked for.
func (m *MissingModule) Lacking() bool { return m.Found == 0 || m.Found < m.EffectiveTime }

// Setting is one thing that an import was asked to do.
type Setting struct{ Name, Value string }

// SkippedRows counts the rows that a lenient import left out of one file for
// one reason.
type SkippedRows struct {
	Path   string // as in [InputFile.Path]
	Reason string // what was expected, and in which column, in one text
	Rows   int
	Line   int // of the first such row, from 1
	// Code is what is wrong, as a stable word such as "check-digit"; Column is
	// where, "" for a whole row. Found is what stood there in the first such row,
	// in words with the text of the file in quotes, and Expected what should.
	Code, Column, Found, Expected string
}

// Anomaly counts violations of the specification, of one kind, that don't stop
// an import.
type Anomaly struct {
	Kind  string // stable, such as "description-of-absent-concept"
	About string // one sentence
	Count int
	First []string // the first ten in words, by ascending id
}

// Counts is how many rows of each kind a release has. Rows count in both
// states, active and inactive, unless the name says otherwise; each component
// counts once, however many packages brought it.
type Counts struct {
	Concepts        int `json:"concepts"`
	ActiveConcepts  int `json:"activeConcepts"`
	DefinedConcepts int `json:"definedConcepts"` // active and sufficiently defined

	Descriptions          int `json:"descriptions"` // fully specified names and synonyms
	ActiveDescriptions    int `json:"activeDescriptions"`
	TextDefinitions       int `json:"textDefinitions"`
	ActiveTextDefinitions int `json:"activeTextDefinitions"`

	Relationships               int `json:"relationships"` // between concepts, concrete values not counted
	ActiveRelationships         int `json:"activeRelationships"`
	ConcreteRelationships       int `json:"concreteRelationships"`
	ActiveConcreteRelationships int `json:"activeConcreteRelationships"`
	StatedRelationships         int `json:"statedRelationships"` // read, checked and set aside

	Identifiers     int `json:"identifiers"`
	Refsets         int `json:"refsets"`         // reference sets that have a member
	Members         int `json:"members"`         // of all reference sets
	ActiveMembers   int `json:"activeMembers"`   //
	LanguageMembers int `json:"languageMembers"` // the part of Members in language reference sets
	AxiomMembers    int `json:"axiomMembers"`    // the part of Members in OWL expression reference sets
}

// ModuleVersion is a module that has rows in the release.
type ModuleVersion struct {
	ModuleID      sctid.ID `json:"moduleId"`
	EffectiveTime Date     `json:"effectiveTime"` // of its newest row
	Rows          int      `json:"rows"`
	Concepts      int      `json:"concepts"`
}

// LanguageRefset is a language reference set of the release.
type LanguageRefset struct {
	RefsetID sctid.ID `json:"refsetId"`
	// Dialect is the BCP 47 tag by which one can ask for it, such as "en-GB";
	// empty for a reference set that Firn has no tag for.
	Dialect string `json:"dialect,omitempty"`
	// Language is the commonest language code of the descriptions in it.
	Language string `json:"language"`
	Members  int    `json:"members"` // active ones
}

// InputFile is an RF2 file that a release was made from.
type InputFile struct {
	Path   string `json:"path"` // within the package named on the command line
	Kind   string `json:"kind"`
	Size   int64  `json:"size"` // bytes, uncompressed
	Rows   int    `json:"rows"` // without the header
	SHA256 string `json:"sha256"`
	// Skipped counts the rows that a lenient import left out.
	Skipped int `json:"skipped,omitempty"`
}

var releaseURI = regexp.MustCompile(`^http://snomed\.info/(x?sct)/([0-9]{6,18})(?:/version/([0-9]{8}))?$`)

// ReleaseName is a release URI in its parts. SNOMED CT URI Standard, sections
// "URIs for editions and versions".
type ReleaseName struct {
	Unpublished   bool // xsct instead of sct
	ModuleID      sctid.ID
	EffectiveTime Date // 0 for an edition without version
}

// ParseReleaseURI reads the URI of an edition or of a version of it.
func ParseReleaseURI(uri string) (ReleaseName, error) {
	m := releaseURI.FindStringSubmatch(uri)
	malformed := Errorf(KindInvalidArgument, ReasonReleaseMalformed, "%.100q is no release URI", uri)
	malformed.Hint = "expected http://snomed.info/sct/<module>/version/<yyyymmdd>, or …/xsct/… for unpublished content"
	if m == nil {
		return ReleaseName{}, malformed
	}
	module, err := sctid.Parse(m[2])
	if err != nil || module.Kind() != sctid.KindConcept {
		malformed.Cause = err
		return ReleaseName{}, malformed
	}
	date, err := ParseDate(m[3])
	if err != nil {
		malformed.Cause = err
		return ReleaseName{}, malformed
	}
	return ReleaseName{Unpublished: m[1] == "xsct", ModuleID: module, EffectiveTime: date}, nil
}

// URI returns the release URI, or the edition URI when there is no version.
func (n ReleaseName) URI() string {
	system := "sct"
	if n.Unpublished {
		system = "xsct"
	}
	uri := "http://snomed.info/" + system + "/" + n.ModuleID.String()
	if n.EffectiveTime != 0 {
		uri += "/version/" + n.EffectiveTime.String()
	}
	return uri
}

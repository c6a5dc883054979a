package main

import firnv1 "github.com/firn-sct/firn/proto/firn/v1"

// hitObject is a hit of --json.
type hitObject struct {
	ConceptID          componentID         `json:"conceptId"`
	Term               string              `json:"term"`
	PreferredTerm      string              `json:"preferredTerm"`
	FullySpecifiedName string              `json:"fullySpecifiedName"`
	SemanticTag        string              `json:"semanticTag"`
	Active             bool                `json:"active"`
	DescriptionID      componentID         `json:"descriptionId"`
	DescriptionType    string              `json:"descriptionType"`
	DescriptionActive  bool                `json:"descriptionActive"`
	LanguageCode       string              `json:"languageCode"`
	MatchClass         string              `json:"matchClass"`
	Matches            []matchObject       `json:"matches"`
	Widening           *wideningObject     `json:"widening"`
	BoostRefsetID      componentID         `json:"boostRefsetId"`
	UsageLevel         uint32              `json:"usageLevel"`
	Replacements       []replacementObject `json:"replacements"`
	FoldedUnder        componentID         `json:"foldedUnder"`
	Reasons            []reasonObject      `json:"reasons"`
}

type matchObject struct {
	Start uint32 `json:"start"`
	End   uint32 `json:"end"`
}

type wideningObject struct {
	Step  string           `json:"step"`
	Text  string           `json:"text"`
	Words []respelledWords `json:"words"`
}

type respelledWords struct {
	Typed string `json:"typed"`
	Found string `json:"found"`
}

type reasonObject struct {
	Key   string `json:"key"`
	Value string `json:"value"`
	Text  string `json:"text"`
}

func newHitObject(h *firnv1.SearchHit) hitObject {
	return hitObject{
		ConceptID:          componentID(h.GetConceptId()),
		Term:               h.GetTerm(),
		PreferredTerm:      h.GetPreferredTerm(),
		FullySpecifiedName: h.GetFullySpecifiedName(),
		SemanticTag:        h.GetSemanticTag(),
		Active:             h.GetActive(),
		DescriptionID:      componentID(h.GetDescriptionId()),
		DescriptionType:    word(h.GetDescriptionType()),
		DescriptionActive:  h.GetDescriptionActive(),
		LanguageCode:       h.GetLanguageCode(),
		MatchClass:         word(h.GetMatchClass()),
		Matches:            convert(h.GetMatches(), func(r *firnv1.ByteRange) matchObject { return matchObject{r.GetStart(), r.GetEnd()} }),
		Widening:           newWideningObject(h.GetWidening()),
		BoostRefsetID:      componentID(h.GetBoostRefsetId()),
		UsageLevel:         h.GetUsageLevel(),
		Replacements:       newReplacementObjects(h.GetReplacements()),
		FoldedUnder:        componentID(h.GetFoldedUnder()),
		Reasons: convert(h.GetReasons(), func(r *firnv1.RankReason) reasonObject {
			return reasonObject{r.GetKey(), r.GetValue(), r.GetText()}
		}),
	}
}

// newWideningObject returns nil, which is null in JSON, for what the text itself
// found.
func newWideningObject(w *firnv1.Widening) *wideningObject {
	if w == nil {
		return nil
	}
	return &wideningObject{
		Step: word(w.GetStep()),
		Text: w.GetText(),
		Words: convert(w.GetWords(), func(r *firnv1.RespelledWord) respelledWords {
			return respelledWords{r.GetTyped(), r.GetFound()}
		}),
	}
}

// searchObject is an answer as a whole: --json with --count or --facets.
type searchObject struct {
	Release      string            `json:"release"`
	Count        uint32            `json:"count"`
	Capped       bool              `json:"capped"`
	WidenStep    string            `json:"widenStep"`
	SemanticTags []tagObject       `json:"semanticTags"`
	Hierarchies  []hierarchyObject `json:"hierarchies"`
}

type tagObject struct {
	SemanticTag string `json:"semanticTag"`
	Count       uint32 `json:"count"`
}

type hierarchyObject struct {
	ConceptID     componentID `json:"conceptId"`
	PreferredTerm string      `json:"preferredTerm"`
	Count         uint32      `json:"count"`
}

func newSearchObject(r *firnv1.SearchResponse) searchObject {
	return searchObject{
		Release:   r.GetRelease(),
		Count:     r.GetTotalSize(),
		Capped:    r.GetTotalCapped(),
		WidenStep: word(r.GetWidenStep()),
		SemanticTags: convert(r.GetSemanticTags(), func(t *firnv1.SemanticTagCount) tagObject {
			return tagObject{t.GetSemanticTag(), t.GetCount()}
		}),
		Hierarchies: convert(r.GetHierarchies(), func(h *firnv1.HierarchyCount) hierarchyObject {
			return hierarchyObject{componentID(h.GetConceptId()), h.GetPreferredTerm(), h.GetCount()}
		}),
	}
}

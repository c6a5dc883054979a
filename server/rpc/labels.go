package rpc

import (
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// labels finds the terms of the concepts that an answer mentions: types, values,
// reference sets. It belongs to one request or stream. The release remembers the
// terms of concepts for all; those of descriptions, which few answers mention but
// then the same ones again, are remembered here.
type labels struct {
	release  *terminology.Release
	dialects terminology.Dialects
	concepts *terminology.Terms
	terms    map[sctid.ID]string
	dates    dateTexts
}

// maxLabels bounds what is remembered: a stream may run for hours.
const maxLabels = 4096

func newLabels(release *terminology.Release, dialects terminology.Dialects) *labels {
	return &labels{release: release, dialects: dialects, concepts: release.PreferredTerms(dialects)}
}

// concept returns the preferred term of a concept; "" where the release doesn't
// hold it.
func (l *labels) concept(id sctid.ID) (string, error) {
	if id == 0 {
		return "", nil
	}
	o, ok := l.release.Taxonomy().Ordinal(id)
	if !ok {
		return "", nil
	}
	return l.concepts.Of(o)
}

// component returns the preferred term of a concept or the term of a
// description; "" for other components, and where the release doesn't hold it.
func (l *labels) component(id sctid.ID) (string, error) {
	switch id.Kind() {
	case sctid.KindConcept:
		return l.concept(id)
	case sctid.KindDescription:
	default:
		return "", nil
	}
	if term, ok := l.terms[id]; ok {
		return term, nil
	}
	description, err := l.release.Description(id)
	if err != nil {
		if terminology.KindOf(err) == terminology.KindInternal {
			return "", err
		}
		return l.remember(id, ""), nil
	}
	return l.remember(id, description.Term), nil
}

func (l *labels) remember(id sctid.ID, term string) string {
	switch {
	case l.terms == nil:
		l.terms = make(map[sctid.ID]string)
	case len(l.terms) >= maxLabels:
		clear(l.terms)
	}
	l.terms[id] = term
	return term
}

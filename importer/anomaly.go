package importer

import (
	"cmp"
	"slices"
	"sync"

	"github.com/firn-sct/firn/catalog"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// The kinds of anomaly that arranging the rows finds, with the sentence for
// each; the taxonomy's report has more. The kinds are stable, and the report
// lists them in this order.
var anomalyKinds = []struct{ kind, about string }{
	{"concept-no-fully-specified-name", "active concepts without an active fully specified name"},
	{"concept-two-fully-specified-names", "active concepts with two active fully specified names in one language"},
	{"concept-no-preferred-term", "active concepts without a preferred synonym in the release's first default dialect"},
	{"concept-two-preferred-terms", "active concepts with two active descriptions of one type preferred in one dialect"},
	{"description-concept-absent", "descriptions of absent concepts, left out"},
	{"relationship-source-absent", "relationships of absent concepts, left out"},
	{"member-component-absent", "active reference set members that refer to an absent component"},
	{"association-target-absent", "active association members whose target is absent"},
	{"identifier-component-absent", "active alternate identifiers of an absent component"},
	{definitionStatuses.kind, "concepts whose definitionStatusId isn't a definition status"},
	{descriptionTypes.kind, "descriptions whose typeId isn't a description type"},
	{caseSignificances.kind, "descriptions whose caseSignificanceId isn't a case significance"},
	{characteristicTypes.kind, "relationships whose characteristicTypeId isn't a characteristic type"},
	{modifiers.kind, "relationships whose modifierId isn't a modifier"},
	{acceptabilities.kind, "language reference set members whose acceptabilityId isn't an acceptability"},
}

// firstAnomalies is how many examples of each kind are kept.
const firstAnomalies = 10

// anomalies counts anomalies and keeps the first of each kind by id. Its
// methods may be called from many goroutines.
type anomalies struct {
	mu    sync.Mutex
	kinds map[string]*anomaly
}

type anomaly struct {
	count int
	first []example
}

type example struct {
	id   sctid.ID
	text string
}

func (e example) compare(f example) int {
	return cmp.Or(cmp.Compare(e.id, f.id), cmp.Compare(e.text, f.text))
}

func newAnomalies() *anomalies { return &anomalies{kinds: map[string]*anomaly{}} }

// add counts an anomaly of a component; text says what is wrong with it and is
// called only if it may be among the first.
func (a *anomalies) add(kind string, id sctid.ID, text func() string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	k := a.kinds[kind]
	if k == nil {
		k = &anomaly{}
		a.kinds[kind] = k
	}
	k.count++
	full := len(k.first) == firstAnomalies
	if full && k.first[firstAnomalies-1].id < id {
		return
	}
	e := example{id, text()}
	i, _ := slices.BinarySearchFunc(k.first, e, example.compare)
	k.first = slices.Insert(k.first, i, e)
	k.first = k.first[:min(len(k.first), firstAnomalies)]
}

// report lists the anomalies with those of the taxonomy, in a fixed order.
func (a *anomalies) report(t *taxonomy.Report) []catalog.Anomaly {
	var list []catalog.Anomaly
	for _, f := range t.Findings {
		list = append(list, catalog.Anomaly{Kind: f.Code, About: f.Summary, Count: f.Count, First: f.Examples})
	}
	for _, k := range anomalyKinds {
		found := a.kinds[k.kind]
		if found == nil {
			continue
		}
		c := catalog.Anomaly{Kind: k.kind, About: k.about, Count: found.count}
		for _, e := range found.first {
			c.First = append(c.First, e.text)
		}
		list = append(list, c)
	}
	return list
}

package index

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// manyDescriptions makes descriptions of n/4 concepts from a vocabulary of made-up
// words whose frequencies fall off as those of real words do.
func manyDescriptions(n int) []Document {
	random := rand.New(rand.NewPCG(7, 7))
	syllables := strings.Fields("car di o my in farc tion he pat ic re nal neph ro ton sil itis ec to my ab sc ess of the le ft right ar ter ial ven ous fra c ture os te o plas ty ade no ma gas tro")
	vocabulary := make([]string, 20_000)
	for i := range vocabulary {
		for range 1 + random.IntN(4) {
			vocabulary[i] += syllables[random.IntN(len(syllables))]
		}
	}
	zipf := rand.NewZipf(random, 1.1, 8, uint64(len(vocabulary)-1))
	documents := make([]Document, n)
	for i := range documents {
		words := make([]string, 1+random.IntN(7))
		for w := range words {
			words[w] = vocabulary[zipf.Uint64()]
		}
		documents[i] = Document{
			Concept: taxonomy.Ordinal(i / 4), ConceptID: sctid.ID(1000 + i/4), ConceptActive: true,
			DescriptionID: sctid.ID(10_000_000 + i), Active: true, LanguageCode: "en",
			TypeID: []sctid.ID{terminology.FullySpecifiedName, terminology.Synonym, terminology.Synonym, terminology.Synonym}[i%4],
			Term:   strings.Join(words, " "),
			Acceptability: []terminology.Acceptability{
				{RefsetID: terminology.USEnglish, AcceptabilityID: []sctid.ID{terminology.Preferred, terminology.Preferred, terminology.Acceptable, terminology.Acceptable}[i%4], Active: true},
			},
		}
	}
	return documents
}

const benchmarkDescriptions = 200_000

var benchmarkDocuments = sync.OnceValue(func() []Document { return manyDescriptions(benchmarkDescriptions) })

func BenchmarkWrite(b *testing.B) {
	if testing.Short() {
		b.Skip("indexes 200,000 descriptions")
	}
	documents := benchmarkDocuments()
	for b.Loop() {
		if err := Write(bg, b.TempDir(), sequence(documents), Options{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(documents)*b.N)/b.Elapsed().Seconds(), "descriptions/s")
}

func BenchmarkSearch(b *testing.B) {
	if testing.Short() {
		b.Skip("indexes 200,000 descriptions")
	}
	documents := benchmarkDocuments()
	x := buildTemp(b, documents)
	within := func(n int) *roaring.Bitmap {
		random := rand.New(rand.NewPCG(3, 3))
		set := roaring.New()
		for int(set.GetCardinality()) < n {
			set.Add(random.Uint32N(benchmarkDescriptions / 4))
		}
		return set
	}
	for _, c := range []struct {
		name   string
		text   string
		within *roaring.Bitmap
	}{
		{"one letter", "c", nil},
		{"two letters", "ca", nil},
		{"three letters", "car", nil},
		{"six letters", "cardio", nil},
		{"two words", "cardio my", nil},
		{"two letters, parted", "c m", nil},
		{"three words", "ca ren os", nil},
		{"five times a", "a a a a a", nil},
		{"nothing", "zzzz", nil},
		{"two words within 100", "cardio my", within(100)},
		{"two words within 5,000", "cardio my", within(5000)},
		{"two words within 25,000", "cardio my", within(25_000)},
	} {
		b.Run(strings.ReplaceAll(c.name, " ", "-"), func(b *testing.B) {
			q := terminology.TermQuery{Text: c.text, Within: c.within, LanguageRefsets: []sctid.ID{terminology.USEnglish}, Limit: 10}
			var total int
			b.ReportAllocs()
			for b.Loop() {
				result, err := x.Search(bg, q)
				if err != nil {
					b.Fatal(err)
				}
				total = result.Total
			}
			b.ReportMetric(float64(total), "concepts")
		})
	}
}

func BenchmarkOpen(b *testing.B) {
	if testing.Short() {
		b.Skip("indexes 200,000 descriptions")
	}
	dir := b.TempDir()
	if err := Write(bg, dir, sequence(benchmarkDocuments()), Options{}); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		x, err := Open(dir)
		if err != nil {
			b.Fatal(err)
		}
		if err := x.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFold(b *testing.B) {
	var t tokenizer
	for _, term := range []string{"Acute myocardial infarction of anterolateral wall", "Sjögren’s syndrome with β-haemolytic streptococci"} {
		b.Run(fmt.Sprint(len(term)), func(b *testing.B) {
			for b.Loop() {
				t.forms(term, language{})
			}
		})
	}
}

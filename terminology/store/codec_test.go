package store

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/firn-sct/firn/internal/testenv"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// smallTaxonomy has a few concepts that the texts of tests name.
func smallTaxonomy(t testing.TB) *taxonomy.Taxonomy {
	t.Helper()
	tax, _, err := taxonomy.Build(taxonomy.Input{Concepts: []taxonomy.Concept{
		{ID: terminology.Root, Active: true}, {ID: 404684003, Active: true}, {ID: 609096000, Active: true}, {ID: 363698007},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return tax
}

var owlSeeds = []string{
	"",
	":",
	"SubClassOf(:404684003 :138875005)",
	"EquivalentClasses(:404684003 ObjectIntersectionOf(:138875005 ObjectSomeValuesFrom(:609096000 ObjectSomeValuesFrom(:363698007 :12345678))))",
	"SubClassOf(:404684003 DataHasValue(:1142139005 \"1\"^^xsd:integer))",
	"Prefix(:=<http://snomed.info/id/>)",
	":0138875005 :138875005x :18446744073709551616 :999999999999999999",
	"naïve \xff\x80",
}

func TestOWLRoundTrip(t *testing.T) {
	tax := smallTaxonomy(t)
	pieces := append([]string{" ", "(", ")", ":404684003", ":363698007", ":12", ":0", "é", "\x90"}, owlPhraseTable[:]...)
	rapid.Check(t, func(rt *rapid.T) {
		text := strings.Join(rapid.SliceOf(rapid.OneOf(rapid.SampledFrom(pieces), rapid.String())).Draw(rt, "pieces"), "")
		back, ok := decodeOWL(nil, appendOWL(nil, text, tax), tax)
		if !ok || string(back) != text {
			rt.Fatalf("%q came back as %q (%t)", text, back, ok)
		}
	})
}

// TestOWLShrinks: on real expressions the tokens must be worth their trouble.
func TestOWLShrinks(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(testenv.Subset(t), "*", "sct2_sRefset_OWLExpression*.txt"))
	if err != nil || len(files) != 1 {
		t.Fatalf("OWL files: %v, %v", files, err)
	}
	file, err := os.Open(files[0])
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var texts []string
	var in taxonomy.Input
	seen := map[sctid.ID]bool{}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		fields := strings.Split(strings.TrimRight(lines.Text(), "\r"), "\t")
		id, err := sctid.Parse(fields[5])
		if err != nil {
			continue // the header
		}
		texts = append(texts, fields[6])
		if !seen[id] {
			seen[id] = true
			in.Concepts = append(in.Concepts, taxonomy.Concept{ID: id, Active: true})
		}
	}
	tax, _, err := taxonomy.Build(in)
	if err != nil {
		t.Fatal(err)
	}
	plain, coded := 0, 0
	for _, text := range texts {
		tokens := appendOWL(nil, text, tax)
		back, ok := decodeOWL(nil, tokens, tax)
		if !ok || string(back) != text {
			t.Fatalf("%q came back as %q (%t)", text, back, ok)
		}
		plain += len(text)
		coded += len(tokens)
	}
	t.Logf("%d expressions: %d bytes as %d", len(texts), plain, coded)
	if len(texts) != 2312 || coded*4 > plain {
		t.Errorf("%d expressions of %d bytes take %d: expected 2312, and a quarter at most", len(texts), plain, coded)
	}
}

// fuzzTables are the tables of a small release, and the decoder over them.
func fuzzTables(t testing.TB) (*recordDecoder, [][]byte, *fake) {
	t.Helper()
	f := makeFake(seeded(4), shape{concepts: 30, descriptions: 4, relationships: 5, members: 60})
	s := writeAndOpen(t, f)
	var records [][]byte
	for o := range f.concepts {
		err := s.read(func(r *reader) error {
			record, err := r.record(taxonomy.Ordinal(o))
			records = append(records, append([]byte(nil), record...))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return &s.recordDecoder, records, f
}

// FuzzRecord: a record of any bytes is decoded or refused, and the ways of
// reading one agree on which.
func FuzzRecord(f *testing.F) {
	d, records, fake := fuzzTables(f)
	for i, record := range records {
		f.Add(record, byte(terminology.PartAll), uint64(fake.concepts[i].ID))
		f.Add(record, byte(terminology.PartNames), uint64(1))
	}
	f.Add([]byte{}, byte(0), uint64(0))
	f.Fuzz(func(t *testing.T, record []byte, parts byte, component uint64) {
		if len(record) > 1<<16 {
			return
		}
		const id = terminology.Root
		c, ok := d.decode(record, id, terminology.PartAll)
		if part, okPart := d.decode(record, id, terminology.Parts(parts)&terminology.PartAll); ok && !okPart {
			t.Fatalf("the whole record is good, but its parts %b are not: %v", parts, part)
		}
		d.componentRefsets(record, id, sctid.ID(component))
		n := 0
		if d.eachMembership(record, id, func(sctid.ID, sctid.ID, bool) { n++ }) && ok && n < len(c.RefsetIDs) {
			t.Fatalf("%d memberships, but %d reference sets", n, len(c.RefsetIDs))
		}
	})
}

// FuzzMembers: a chunk of any bytes is decoded or refused; one row alone reads
// as among all.
func FuzzMembers(f *testing.F) {
	d, _, fake := fuzzTables(f)
	encoder := &chunkEncoder{tax: d.tax}
	stamps := map[terminology.Stamp]uint64{}
	for i, s := range d.stamps {
		stamps[s] = uint64(i)
	}
	encoder.stamp = func(s terminology.Stamp) uint64 { return stamps[s] }
	values := make([]recurring, len(d.refsets))
	for i := range d.refsets {
		encoder.reset(&d.refsets[i])
		for j, m := range fake.members[d.refsets[i].ID] {
			encoder.add(&m)
			if j%7 == 6 {
				f.Add(uint8(i), encoder.appendChunk(nil), uint64(m.ReferencedComponentID))
			}
		}
		values[i] = recurring{encoder.ids.items, encoder.texts.items}
	}
	f.Fuzz(func(t *testing.T, refset uint8, chunk []byte, component uint64) {
		if len(chunk) > 1<<16 {
			return
		}
		i := int(refset) % len(d.refsets)
		r := chunkReader{recordDecoder: d, refset: &d.refsets[i], recurring: values[i]}
		first := terminology.MemberKey{ReferencedComponentID: 100}
		rows, _, ok := r.read(nil, first, chunk, span{})
		if !ok {
			return
		}
		for i := 1; i < len(rows); i++ {
			if rows[i].ReferencedComponentID < rows[i-1].ReferencedComponentID {
				return // the components overflow: not a chunk that was written
			}
		}
		own := keep(rows, false, func(m *terminology.Member) bool { return uint64(m.ReferencedComponentID) == component })
		if component == 0 {
			return // asks for all
		}
		got, _, ok := r.read(nil, first, chunk, span{only: sctid.ID(component)})
		if !ok {
			t.Fatal("a good chunk is refused for one component")
		}
		same(t, "rows of one component", got, own)
	})
}

// FuzzPairs reads chunks of the description map and the association index.
func FuzzPairs(f *testing.F) {
	f.Add(appendPlaces(nil, []descriptionPlace{{100, 3}, {105, 1}, {1 << 40, 2}}), uint64(100), uint64(105))
	f.Add(appendPairs(nil, []idPair{{100, 7}, {100, 9}, {200, 1}}), uint64(100), uint64(200))
	f.Add([]byte{}, uint64(0), uint64(0))
	f.Fuzz(func(t *testing.T, chunk []byte, first, id uint64) {
		if len(chunk) > 1<<16 {
			return
		}
		eachPair(chunk, idPair{target: sctid.ID(first)}, func(idPair) {})
		var all []descriptionPlace
		if !eachPlace(chunk, sctid.ID(first), func(p descriptionPlace) { all = append(all, p) }) {
			return
		}
		for i := 1; i < len(all); i++ {
			if all[i].id <= all[i-1].id {
				return // not in order: nothing that was written
			}
		}
		var want *descriptionPlace
		for i := range all {
			if uint64(all[i].id) == id {
				want = &all[i]
			}
		}
		o, found, ok := findPlace(chunk, sctid.ID(first), sctid.ID(id))
		if uint64(first) <= id && (!ok || found != (want != nil) || found && o != want.concept) {
			t.Fatalf("findPlace(%d) = %d, %t, %t; want %v", id, o, found, ok, want)
		}
	})
}

// FuzzTables reads each table of the bucket meta.
func FuzzTables(f *testing.F) {
	d, _, _ := fuzzTables(f)
	f.Add(appendStamps(nil, d.stamps))
	f.Add(appendIDs(nil, d.statuses))
	f.Add(appendDescriptionForms(nil, d.descriptionForms))
	f.Add(appendRelationshipForms(nil, d.relationshipForms))
	f.Add(appendRefsets(nil, d.refsets))
	f.Add(appendTexts(nil, []string{"finding", ""}))
	f.Add(appendAcceptabilities([]byte{1}, d.acceptabilities[len(d.acceptabilities)-1].all))
	f.Add(appendRecurring(nil, d.statuses, []string{"TRUE"}))
	f.Fuzz(func(t *testing.T, payload []byte) {
		if len(payload) > 1<<16 {
			return
		}
		for _, read := range []func(d *decoder){
			func(d *decoder) { d.stamps() },
			func(d *decoder) { d.ids() },
			func(d *decoder) { d.descriptionForms() },
			func(d *decoder) { d.relationshipForms() },
			func(d *decoder) { d.acceptabilities() },
			func(d *decoder) { d.texts() },
			func(d *decoder) {
				refsets := d.refsets()
				if !d.done() {
					return
				}
				again := decoder{b: appendRefsets(nil, refsets)}
				same(t, "refsets", again.refsets(), refsets)
			},
		} {
			d := decoder{b: payload}
			read(&d)
		}
		decodeRecurring(payload)
	})
}

// FuzzOWL: any text comes back, and any tokens are decoded or refused.
func FuzzOWL(f *testing.F) {
	tax := smallTaxonomy(f)
	for _, s := range owlSeeds {
		f.Add([]byte(s))
		f.Add(appendOWL(nil, s, tax))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > 1<<14 {
			return
		}
		back, ok := decodeOWL(nil, appendOWL(nil, string(text), tax), tax)
		if !ok || string(back) != string(text) {
			t.Fatalf("%q came back as %q (%t)", text, back, ok)
		}
		decodeOWL(nil, text, tax)
	})
}

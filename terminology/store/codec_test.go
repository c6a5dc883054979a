package store

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
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

// axiomCoders returns both directions, with tokens of their own for the first
// concepts.
func axiomCoders(tax *taxonomy.Taxonomy) (owlCoder, *recordDecoder) {
	usual := usualConcepts(tax)
	if len(usual) == 0 {
		for o := range min(owlUsualMost, tax.Len()/2) {
			usual = append(usual, taxonomy.Ordinal(o))
		}
	}
	return newOWLCoder(tax, usual), &recordDecoder{tax: tax, tables: tables{usual: usual}}
}

func TestOWLRoundTrip(t *testing.T) {
	tax := smallTaxonomy(t)
	coder, d := axiomCoders(tax)
	pieces := append([]string{" ", "(", ")", ":404684003", ":363698007", ":12", ":0", "é", "\x90"}, owlPhraseTable[:]...)
	rapid.Check(t, func(rt *rapid.T) {
		text := strings.Join(rapid.SliceOf(rapid.OneOf(rapid.SampledFrom(pieces), rapid.String())).Draw(rt, "pieces"), "")
		self := tax.ID(taxonomy.Ordinal(rapid.IntRange(0, tax.Len()).Draw(rt, "self")))
		back, ok := d.appendExpression(nil, coder.append(nil, text, self), self)
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
	var of []sctid.ID
	var in taxonomy.Input
	seen := map[sctid.ID]bool{}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		fields := strings.Split(strings.TrimRight(lines.Text(), "\r"), "\t")
		id, err := sctid.Parse(fields[5])
		if err != nil {
			continue // the header
		}
		texts = append(texts, fields[6])
		of = append(of, id)
		if !seen[id] {
			seen[id] = true
			in.Concepts = append(in.Concepts, taxonomy.Concept{ID: id, Active: true})
		}
	}
	tax, _, err := taxonomy.Build(in)
	if err != nil {
		t.Fatal(err)
	}
	coder, d := axiomCoders(tax)
	plain, coded := 0, 0
	for i, text := range texts {
		tokens := coder.append(nil, text, of[i])
		back, ok := d.appendExpression(nil, tokens, of[i])
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
			record, err := s.record(r, taxonomy.Ordinal(o))
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
		id := d.tax.ID(0)
		c, ok := d.decode(record, 0, terminology.PartAll)
		if part, okPart := d.decode(record, 0, terminology.Parts(parts)&terminology.PartAll); ok && !okPart {
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
	encoder := &chunkEncoder{tax: d.tax, spaces: &spaceTable{}}
	for _, s := range d.spaces {
		encoder.spaces.split(s.id(1_000_000))
	}
	stamps := map[terminology.Stamp]uint64{}
	for i, s := range d.stamps {
		stamps[s] = uint64(i)
	}
	encoder.stamp = func(s terminology.Stamp) uint64 { return stamps[s] }
	values := make([]recurring, len(d.refsets))
	for i := range d.refsets {
		encoder.reset(&d.refsets[i])
		for j, m := range fake.members[d.refsets[i].ID] {
			if encoder.count > 0 && encoder.elided != encoder.elides(&m) {
				encoder.appendChunk(nil)
			}
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
		first := terminology.MemberKey{ReferencedComponentID: d.spaces[0].id(100)}
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
	var table spaceTable
	places := []descriptionPlace{{100, 3}, {105, 1}, {754931010, 4}, {754932019, 4}, {1 << 40, 2}}
	f.Add(appendPlaces(nil, places, &table), uint64(100), uint64(105))
	f.Add(appendPlaces(nil, places, &table), uint64(100), uint64(754932019))
	spaces := table.placed
	f.Add(appendPairs(nil, []idPair{{100, 7}, {100, 9}, {200, 1}}), uint64(100), uint64(200))
	f.Add([]byte{}, uint64(0), uint64(0))
	f.Fuzz(func(t *testing.T, chunk []byte, first, id uint64) {
		if len(chunk) > 1<<16 {
			return
		}
		eachPair(chunk, idPair{target: sctid.ID(first)}, func(idPair) {})
		var all []descriptionPlace
		if !eachPlace(chunk, spaces, sctid.ID(first), func(p descriptionPlace) { all = append(all, p) }) {
			return
		}
		for i := 1; i < len(all); i++ {
			if all[i].id <= all[i-1].id {
				return // not in order: nothing that was written
			}
		}
		for _, p := range all {
			if _, _, known := findSpace(spaces, p.id); !known {
				return // in another space than is written
			}
		}
		if !bytes.Equal(appendPlaces(nil, all, &table), chunk) {
			return // longer numbers than are written, or another space
		}
		var want *descriptionPlace
		for i := range all {
			if uint64(all[i].id) == id {
				want = &all[i]
			}
		}
		o, found, ok := findPlace(chunk, spaces, sctid.ID(first), sctid.ID(id))
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
	f.Add(appendWords(nil, []string{" finding", " of"}))
	f.Add(appendSpaces(nil, []space{{}, {shortSpace, 1}, {longSpace, 199999911}}))
	f.Add(appendOrdinals(nil, []taxonomy.Ordinal{3, 99}))
	var heads headWriter
	heads.add(0, 1)
	heads.add(1, 0)
	heads.add(0, 1)
	f.Add(heads.appendTo(nil))
	tables := d.tables
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
			func(d *decoder) { d.spaces() },
			func(d *decoder) { d.words() },
			func(d *decoder) { d.ordinals(100) },
			func(d *decoder) { d.headColumn(&tables, 3) },
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

// FuzzIDs: lists of ids of any bytes are read to their end or fail.
func FuzzIDs(f *testing.F) {
	var table spaceTable
	w := table.writer(descriptionList)
	list := w.append(nil, 754931010)
	list = w.append(w.append(list, 754932019), 8754481999999126)
	f.Add(list, uint8(descriptionList))
	w = table.writer(relationshipList)
	list = w.appendAny(nil, 8754481999999126)
	f.Add(w.appendAny(list, 754931010), uint8(relationshipList))
	f.Fuzz(func(t *testing.T, list []byte, kind uint8) {
		ascending, skipped, free := decoder{b: list}, decoder{b: list}, decoder{b: list}
		a, b := newIDReader(table.placed, uint64(kind)), newIDReader(table.placed, uint64(kind))
		n := 0
		for len(ascending.b) > 0 {
			if a.next(&ascending); !ascending.failed {
				n++
				a.id()
			}
		}
		if !ascending.failed {
			if skipped.skipIDs(n); !skipped.done() {
				t.Fatalf("%d ids are read, but not skipped", n)
			}
		}
		for len(free.b) > 0 {
			b.nextAny(&free)
			b.id()
		}
	})
}

// FuzzBlob: any bytes are a blob or refused, and any blob comes back.
func FuzzBlob(f *testing.F) {
	w, err := newBlobWriter()
	if err != nil {
		f.Fatal(err)
	}
	unpack, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(1<<22))
	if err != nil {
		f.Fatal(err)
	}
	defer unpack.Close()
	ascending := make([]byte, 0, 2*leastPacked)
	for i := range uint32(cap(ascending) / wordBytes) {
		ascending = binary.LittleEndian.AppendUint32(ascending, 5*i)
	}
	for _, blob := range [][]byte{nil, []byte("small"), ascending, make([]byte, 3*leastPacked+1), bytes.Repeat([]byte{1, 2, 3, 4, 5, 6, 7}, leastPacked)} {
		packed := w.append([]byte("before"), blob)[len("before"):]
		if back, err := readBlob(unpack, packed); err != nil || !bytes.Equal(back.Bytes, blob) {
			f.Fatalf("a blob of %d bytes, form %d, comes back as %d bytes, %v", len(blob), packed[0], len(back.Bytes), err)
		}
		f.Add(packed)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if blob, err := readBlob(unpack, b); err != nil && !errors.Is(err, ErrDamaged) || err != nil && blob.Bytes != nil {
			t.Fatal(blob, err)
		}
		back, err := readBlob(unpack, w.append(nil, b))
		if err != nil || !bytes.Equal(back.Bytes, b) {
			t.Fatalf("%d bytes come back as %d, %v", len(b), len(back.Bytes), err)
		}
	})
}

// FuzzOWL: any text comes back, and any tokens are decoded or refused.
func FuzzOWL(f *testing.F) {
	coder, d := axiomCoders(smallTaxonomy(f))
	const self = 404684003
	for _, s := range owlSeeds {
		f.Add([]byte(s))
		f.Add(coder.append(nil, s, self))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > 1<<14 {
			return
		}
		back, ok := d.appendExpression(nil, coder.append(nil, string(text), self), self)
		if !ok || string(back) != string(text) {
			t.Fatalf("%q came back as %q (%t)", text, back, ok)
		}
		d.appendExpression(nil, text, self)
	})
}

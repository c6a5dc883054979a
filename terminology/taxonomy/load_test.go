package taxonomy

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"unsafe"

	"github.com/RoaringBitmap/roaring/v2"
)

// fixture is a small release with something in every column.
func fixture(tb testing.TB) *Taxonomy {
	in := Input{
		Concepts: append(concepts(Root, IsA, 10, 20, 30, 40, 50, 60), Concept{ID: 7}, Concept{ID: 3, Defined: true}),
		Edges: []Edge{
			{IsA, Root}, {10, Root}, {20, Root}, {30, 20}, {30, 10}, {40, 20}, {50, 40}, {50, 10}, {60, 50}, {60, 20},
		},
		Attributes: []AttributeRow{
			{Source: 30, Type: 40, Destination: 10}, {Source: 50, Type: 40, Destination: 10, Group: 1},
			{Source: 50, Type: 60, Concrete: 0}, {Source: 50, Type: 60, Concrete: 1, Group: 1}, {Source: 10, Type: 60, Concrete: 2},
		},
		ConcreteValues: []ConcreteValue{{ConcreteNumber, "5"}, {ConcreteString, "mg"}, {ConcreteBoolean, "true"}},
	}
	t, _ := mustBuild(tb, in)
	return t
}

func TestBlobs(t *testing.T) {
	built := fixture(t)
	blobs := blobsOf(built)
	var names []string
	for name := range built.Blobs() {
		names = append(names, name)
	}
	if names[0] != "meta" || len(names) != len(blobs) || len(names) != 23 {
		t.Errorf("names %q", names)
	}
	for range built.Blobs() {
		break // leaving early must do no harm
	}
	for _, c := range built.columns() {
		if c.count() == 0 {
			t.Errorf("column %s is empty: the fixture does not test it", c.name)
		}
	}

	// The bytes may lie at any address and change once Load is back.
	shifted := map[string][]byte{}
	for name, data := range blobs {
		shifted[name] = append([]byte{0xff}, data...)[1:]
	}
	loaded, err := LoadMap(shifted)
	if err != nil {
		t.Fatal(err)
	}
	for _, data := range shifted {
		for i := range data {
			data[i] = 0xff
		}
	}
	if err := loaded.Verify(); err != nil {
		t.Fatal(err)
	}
	if again := blobsOf(loaded); !maps.EqualFunc(again, blobs, bytes.Equal) {
		t.Error("a loaded taxonomy has other blobs")
	}
}

// TestGivenBlobs loads from memory that the taxonomy may keep: it does so where the
// alignment fits, and copies elsewhere.
func TestGivenBlobs(t *testing.T) {
	blobs := blobsOf(fixture(t))
	for shift := range 9 {
		given := map[string][]byte{}
		for name, data := range blobs {
			memory := make([]uint64, len(data)/8+3)
			bytes := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(memory))), 8*len(memory))
			given[name] = bytes[shift : shift+copy(bytes[shift:], data)]
		}
		loaded, err := LoadFrom(func(name string) (Blob, error) {
			return Blob{Bytes: given[name], Given: true}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := loaded.Verify(); err != nil {
			t.Fatal(err)
		}
		for _, c := range loaded.columns() {
			kept := unsafe.SliceData(c.bytes()) == unsafe.SliceData(given[c.name])
			if want := hostIsLittleEndian && shift%c.word == 0; kept != want {
				t.Errorf("%s, %d bytes off: kept is %t, want %t", c.name, shift, kept, want)
			}
		}
		if again := blobsOf(loaded); !maps.EqualFunc(again, blobs, bytes.Equal) {
			t.Errorf("%d bytes off: other blobs", shift)
		}
	}
}

// TestByteOrder compares the copy of whole columns with the way that a
// big-endian machine goes, word by word.
func TestByteOrder(t *testing.T) {
	if !hostIsLittleEndian {
		t.Skip("this machine only has the slow way, which the other tests go")
	}
	built := fixture(t)
	for _, c := range built.columns() {
		fast := c.encode()
		slow := make([]byte, len(fast))
		reorder(slow, c.bytes(), c.word, binary.LittleEndian, binary.NativeEndian)
		if !bytes.Equal(fast, slow) {
			t.Errorf("%s: %x word by word, want %x", c.name, slow, fast)
		}
	}
	for word, want := range map[int]string{1: "\x01\x02\x03\x04\x05\x06\x07\x08", 2: "\x02\x01\x04\x03\x06\x05\x08\x07", 4: "\x04\x03\x02\x01\x08\x07\x06\x05", 8: "\x08\x07\x06\x05\x04\x03\x02\x01"} {
		got := make([]byte, 8)
		reorder(got, []byte{1, 2, 3, 4, 5, 6, 7, 8}, word, binary.LittleEndian, binary.BigEndian)
		if string(got) != want {
			t.Errorf("words of %d: %x, want %x", word, got, want)
		}
	}
	if c := built.columns()[0]; binary.LittleEndian.Uint64(c.encode()) != uint64(Root) {
		t.Errorf("the first identifier is encoded as %x", c.encode()[:8])
	}
}

// seal makes the checksums of blobs right again after a change, so that the
// checks behind the checksums are reached.
func seal(blobs map[string][]byte) {
	var t Taxonomy
	columns := t.columns()
	meta := blobs[metaName]
	if len(meta) != metaHeadBytes+len(columns)*metaEntryBytes+4 {
		return
	}
	for i, c := range columns {
		entry := meta[metaHeadBytes+i*metaEntryBytes:]
		binary.LittleEndian.PutUint32(entry[12:], crc32.Checksum(blobs[c.name], castagnoli))
	}
	end := len(meta) - 4
	binary.LittleEndian.PutUint32(meta[end:], crc32.Checksum(meta[:end], castagnoli))
}

func cloneBlobs(blobs map[string][]byte) map[string][]byte {
	clone := map[string][]byte{}
	for name, data := range blobs {
		clone[name] = bytes.Clone(data)
	}
	return clone
}

// TestEveryFlippedBitIsFound flips each bit of each blob: checksums find all of
// them.
func TestEveryFlippedBitIsFound(t *testing.T) {
	blobs := blobsOf(fixture(t))
	for name, data := range blobs {
		for i := range data {
			for bit := range 8 {
				data[i] ^= 1 << bit
				_, err := LoadMap(blobs)
				if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrVersion) {
					t.Fatalf("bit %d of byte %d of %s: %v", bit, i, name, err)
				}
				data[i] ^= 1 << bit
			}
		}
	}
}

// TestEveryDamagedWordIsSafe puts telling numbers into each word behind right
// checksums: either Load refuses, or every method returns.
func TestEveryDamagedWordIsSafe(t *testing.T) {
	blobs := blobsOf(fixture(t))
	refused, accepted := 0, 0
	for name, data := range blobs {
		for i := 0; i+4 <= len(data); i += 4 {
			old := binary.LittleEndian.Uint32(data[i:])
			for _, word := range []uint32{0, 1, old + 1, old - 1, 8, 10, 1 << 31, 1<<32 - 1} {
				damaged := cloneBlobs(blobs)
				binary.LittleEndian.PutUint32(damaged[name][i:], word)
				seal(damaged)
				loaded, err := LoadMap(damaged)
				switch {
				case err == nil:
					accepted++
					askEverything(loaded)
				case errors.Is(err, ErrDamaged) || errors.Is(err, ErrVersion):
					refused++
				default:
					t.Fatalf("%s at %d: %v", name, i, err)
				}
			}
		}
	}
	if refused == 0 || accepted == 0 {
		t.Errorf("%d refused, %d accepted", refused, accepted)
	}
}

func TestTruncation(t *testing.T) {
	blobs := blobsOf(fixture(t))
	for name := range blobs {
		for n := range blobs[name] {
			short := cloneBlobs(blobs)
			short[name] = short[name][:n]
			if _, err := LoadMap(short); !errors.Is(err, ErrDamaged) {
				t.Fatalf("%s cut at %d: %v", name, n, err)
			}
		}
		long := cloneBlobs(blobs)
		long[name] = append(long[name], 0)
		if _, err := LoadMap(long); !errors.Is(err, ErrDamaged) {
			t.Fatalf("%s with a byte more: %v", name, err)
		}
		delete(long, name)
		if _, err := LoadMap(long); err == nil || !strings.Contains(err.Error(), `blob "`+name+`"`) {
			t.Fatalf("without %s: %v", name, err)
		}
	}
	_, err := Load(func(string) ([]byte, error) { return nil, io.ErrUnexpectedEOF })
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("the reader's error became %v", err)
	}
}

func TestVersion(t *testing.T) {
	blobs := blobsOf(fixture(t))
	binary.LittleEndian.PutUint32(blobs[metaName][len(metaMagic):], 2)
	_, err := LoadMap(blobs)
	var version *VersionError
	if !errors.As(err, &version) || version.Found != 2 || version.Want != 1 || !errors.Is(err, ErrVersion) {
		t.Errorf("version 2: %v", err)
	}
}

// TestVerifyFinds makes a taxonomy lie in ways that Load's checks let pass.
func TestVerifyFinds(t *testing.T) {
	for _, c := range []struct {
		name string
		lie  func(t *Taxonomy)
		part string
	}{
		{"two identifiers change places", func(t *Taxonomy) { t.ids[1], t.ids[2] = t.ids[2], t.ids[1] }, "slots"},
		{"inactive concepts out of order", func(t *Taxonomy) {
			n := len(t.ids)
			t.ids[n-1], t.ids[n-2] = t.ids[n-2], t.ids[n-1]
			t.slots = hashIDs(t.ids)
		}, "ids"},
		{"the order of identifiers is another", func(t *Taxonomy) { t.byID[0], t.byID[1] = t.byID[1], t.byID[0] }, "by-id"},
		{"a child is another", func(t *Taxonomy) { t.children[len(t.children)-1] = 0 }, "children"},
		{"parents out of order", func(t *Taxonomy) {
			for o := range t.active {
				if list := t.Parents(o); len(list) == 2 {
					slices.Reverse(list)
					return
				}
			}
		}, "parents"},
		{"a depth is wrong", func(t *Taxonomy) { t.longest[3]++ }, "longest"},
		{"an own interval is short", func(t *Taxonomy) { t.cover[0].last-- }, "cover"},
		{"an own interval is long", func(t *Taxonomy) {
			o, _ := t.Ordinal(30)
			t.cover[o].last++
		}, "cover"},
		{"an extra interval is elsewhere", func(t *Taxonomy) { t.extra[0].first--; t.extra[0].last-- }, "cover"},
		{"a group is another", func(t *Taxonomy) {
			o, _ := t.Ordinal(50)
			t.Attributes(o)[0].Group = 9
		}, "attributes"},
		{"a source is another", func(t *Taxonomy) { t.sources[0] = 0 }, "sources"},
		{"a value is another", func(t *Taxonomy) { t.values[0]++ }, "sources"},
	} {
		taxonomy := fixture(t)
		c.lie(taxonomy)
		if _, err := LoadMap(blobsOf(taxonomy)); err != nil {
			t.Errorf("%s: Load finds it already: %v", c.name, err)
		}
		err := taxonomy.Verify()
		var damage *DamageError
		if !errors.As(err, &damage) || damage.Part != c.part {
			t.Errorf("%s: %v, want damage in %s", c.name, err, c.part)
		}
	}
}

// askEverything calls every method for every ordinal and some outside.
func askEverything(t *Taxonomy) {
	set := t.Defined()
	set.AddRange(0, 5)
	sets := []*roaring.Bitmap{
		set, t.All(), t.Active(), t.Inactive(), t.DescendantsOf(set), t.DescendantsOrSelfOf(set), t.AncestorsOf(set),
		t.AncestorsOrSelfOf(set), t.ParentsOf(set), t.ChildrenOf(set),
	}
	n := Ordinal(t.Len())
	for o := range n + 2 {
		t.Ordinal(t.ID(o))
		t.Ordinal(t.ID(o) + 1)
		t.LongestDepth(o)
		t.ShortestDepth(o)
		t.DescendantCount(o)
		t.AncestorCount(o)
		t.AppendAncestorsOrSelf(nil, o)
		t.SubsumesAny(set, o)
		for range t.IntervalsOrSelf(o) {
		}
		sets = append(sets, t.Descendants(o), t.DescendantsOrSelf(o), t.Ancestors(o), t.AncestorsOrSelf(o))
		for b := range n + 2 {
			t.Subsumes(o, b)
		}
		for _, a := range t.Attributes(o) {
			t.Sources(a.Type, a.Value)
			modelOf(t, a)
		}
	}
	for _, kind := range t.AttributeTypes() {
		for v, sources := range t.SourcesByValue(kind) {
			modelOf(t, Attribute{Type: kind, Value: v})
			idsOf(t, sources)
		}
	}
	for i := range t.ConcreteValueCount() {
		t.FindConcreteValue(t.ConcreteValue(i))
	}
	for _, s := range sets {
		s.ToArray()
	}
	t.Roots()
	_ = t.Verify() // whatever it says, it returns
}

// FuzzLoad damages one blob of a good taxonomy: a byte is changed and the blob
// is cut or grows. With seal the checksums are made right again.
func FuzzLoad(f *testing.F) {
	good := blobsOf(fixture(f))
	names := slices.Sorted(maps.Keys(good))
	f.Add(uint8(0), uint16(0), uint32(0), uint8(4), int8(0), false)
	f.Add(uint8(3), uint16(4), uint32(7), uint8(4), int8(0), true)
	f.Add(uint8(9), uint16(0), uint32(1<<31), uint8(4), int8(-4), true)
	f.Add(uint8(14), uint16(8), uint32(1<<16), uint8(2), int8(8), true)
	f.Fuzz(func(t *testing.T, which uint8, at uint16, xor uint32, width uint8, grow int8, sealed bool) {
		blobs := cloneBlobs(good)
		name := names[int(which)%len(names)]
		data := blobs[name]
		if cut := len(data) + int(grow); cut < 0 {
			data = nil
		} else if cut < len(data) {
			data = data[:cut]
		} else {
			data = append(data, make([]byte, cut-len(data))...)
		}
		for i := range min(int(width), 4) {
			if len(data) > 0 {
				data[(int(at)+i)%len(data)] ^= byte(xor >> (8 * i))
			}
		}
		blobs[name] = data
		if sealed {
			seal(blobs)
		}
		loaded, err := LoadMap(blobs)
		if err != nil {
			if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrVersion) {
				t.Fatalf("%s: untyped error %v", name, err)
			}
			return
		}
		askEverything(loaded)
	})
}

// TestSharedUse asks one taxonomy from several goroutines; the race detector
// watches, and the answers must be those of one.
func TestSharedUse(t *testing.T) {
	taxonomy := fixture(t)
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for i := range 400 {
				o := Ordinal(i % taxonomy.ActiveCount())
				below, above := taxonomy.Descendants(o), taxonomy.AppendAncestors(nil, o)
				if int(below.GetCardinality()) != taxonomy.DescendantCount(o) || len(above) != int(taxonomy.Ancestors(o).GetCardinality()) ||
					!taxonomy.AncestorsOf(below).Contains(uint32(o)) != below.IsEmpty() {
					t.Errorf("concept %d: %v below, %v above", taxonomy.ID(o), below, above)
				}
			}
		})
	}
	wait.Wait()
}

package rf2

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"github.com/firn-sct/firn/terminology/sctid"
)

// benchRows is about 13 MB of descriptions.
const benchRows = 100_000

func benchDescriptions(tb testing.TB) []byte {
	tb.Helper()
	var b bytes.Buffer
	b.WriteString(headerOf(KindDescription) + "\r\n")
	for i := range uint64(benchRows) {
		d, err := sctid.New(sctid.KindDescription, 0, 1_000_000+i)
		if err != nil {
			tb.Fatal(err)
		}
		c, err := sctid.New(sctid.KindConcept, 0, 1_000_000+i/3)
		if err != nil {
			tb.Fatal(err)
		}
		fmt.Fprintf(&b, "%v\t20250131\t1\t900000000000207008\t%v\ten\t900000000000013009\tStructure of the left upper part %d (body structure)\t900000000000448009\r\n", d, c, i)
	}
	return b.Bytes()
}

// BenchmarkReadDescriptions reads descriptions that are in memory already: the
// cost of lines, columns, checks and numbers, without inflating.
func BenchmarkReadDescriptions(b *testing.B) {
	data := benchDescriptions(b)
	p := openFiles(b, map[string]string{"sct2_Description_Snapshot-en_INT_20250131.txt": string(data)})
	f := p.Files[0]
	f.entry.open = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		err := ReadDescriptions(b.Context(), f, Options{}, func(*DescriptionRow) error { n++; return nil })
		if err != nil || n != benchRows {
			b.Fatal(n, err)
		}
	}
}

// BenchmarkReadZip is the same out of a zip: inflating comes on top.
func BenchmarkReadZip(b *testing.B) {
	data := benchDescriptions(b)
	p := openZip(b, zipOf(b, file{"sct2_Description_Snapshot-en_INT_20250131.txt", string(data)}))
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		err := ReadDescriptions(b.Context(), p.Files[0], Options{}, func(*DescriptionRow) error { return nil })
		if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkReadMembers reads language members in memory.
func BenchmarkReadMembers(b *testing.B) {
	var data bytes.Buffer
	data.WriteString(headerOf(KindRefset) + "\tacceptabilityId\r\n")
	for i := range uint64(benchRows) {
		d, err := sctid.New(sctid.KindDescription, 0, 1_000_000+i)
		if err != nil {
			b.Fatal(err)
		}
		fmt.Fprintf(&data, "%08x-2a71-4969-b00c-1eb981bea5d6\t20250131\t1\t900000000000207008\t900000000000509007\t%v\t900000000000548007\r\n", i, d)
	}
	p := openFiles(b, map[string]string{"der2_cRefset_LanguageSnapshot-en_INT_20250131.txt": data.String()})
	f := p.Files[0]
	f.entry.open = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data.Bytes())), nil }
	b.SetBytes(int64(data.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if err := ReadMembers(b.Context(), f, Options{}, func(*MemberRow) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}

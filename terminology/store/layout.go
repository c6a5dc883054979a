package store

import (
	"encoding/binary"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// FormatVersion is the version of the file format that this package writes, and
// the only one that it reads. It changes with every change of the layout.
const FormatVersion = 2

// The buckets of the file.
var (
	bucketMeta         = []byte("meta")         // by name, see below
	bucketConcepts     = []byte("concepts")     // ordinal / 8 → block of records
	bucketDescriptions = []byte("descriptions") // first description id → chunk of (description, ordinal)
	bucketMembers      = []byte("members")      // reference set index, component, member id → chunk of rows
	bucketBitmaps      = []byte("bitmaps")      // reference set index → ordinals of active members
	bucketAssociations = []byte("associations") // reference set index, target, source → chunk of (target, source)
	bucketValues       = []byte("values")       // reference set index → values that recur in its rows
	bucketIdentifiers  = []byte("identifiers")  // scheme, code → stamp, component
	bucketTaxonomy     = []byte("taxonomy")     // name → blob, as package taxonomy has them
)

var allBuckets = [][]byte{
	bucketMeta, bucketConcepts, bucketDescriptions, bucketMembers, bucketBitmaps,
	bucketAssociations, bucketValues, bucketIdentifiers, bucketTaxonomy,
}

// The keys of bucketMeta.
const (
	metaFormat            = "format" // 4 bytes, big-endian; stands alone so that every version can read it
	metaInfo              = "info"   // terminology.ReleaseInfo as JSON
	metaStamps            = "stamps"
	metaStatuses          = "statuses"
	metaSchemes           = "schemes"
	metaDescriptionForms  = "descriptionForms"
	metaRelationshipForms = "relationshipForms"
	metaAcceptabilities   = "acceptabilities"
	metaRefsets           = "refsets"
	metaTags              = "tags"
	metaSpaces            = "spaces"
	metaWords             = "words"
	metaUsualConcepts     = "usualConcepts"
	metaHeads             = "heads"
	metaTagColumn         = "tagColumn" // uint16 a concept, little-endian; 0xFFFF for none
)

const noTag = 0xFFFF

// pageSize is larger than the usual 4096 so that less is left empty behind the
// last record of a page: one or two percent of the file instead of five, and
// a lookup passes one page less.
const pageSize = 16 << 10

func appendUint32Key(b []byte, v uint32) []byte { return binary.BigEndian.AppendUint32(b, v) }

func appendIDKey(b []byte, id sctid.ID) []byte {
	return binary.BigEndian.AppendUint64(b, uint64(id))
}

// The sizes of keys of chunks.
const (
	refsetKeySize      = 4
	memberKeySize      = refsetKeySize + 8 + 16
	associationKeySize = refsetKeySize + 8 + 8
)

func appendMemberKey(b []byte, refset uint32, k terminology.MemberKey) []byte {
	b = appendIDKey(appendUint32Key(b, refset), k.ReferencedComponentID)
	return append(b, k.MemberID[:]...)
}

func parseMemberKey(key []byte) (refset uint32, k terminology.MemberKey, ok bool) {
	if len(key) != memberKeySize {
		return 0, k, false
	}
	refset = binary.BigEndian.Uint32(key)
	k.ReferencedComponentID = sctid.ID(binary.BigEndian.Uint64(key[4:]))
	copy(k.MemberID[:], key[12:])
	return refset, k, true
}

func appendAssociationKey(b []byte, refset uint32, p idPair) []byte {
	return appendIDKey(appendIDKey(appendUint32Key(b, refset), p.target), p.source)
}

func parseAssociationKey(key []byte) (refset uint32, p idPair, ok bool) {
	if len(key) != associationKeySize {
		return 0, p, false
	}
	refset = binary.BigEndian.Uint32(key)
	p.target = sctid.ID(binary.BigEndian.Uint64(key[4:]))
	p.source = sctid.ID(binary.BigEndian.Uint64(key[12:]))
	return refset, p, true
}

func appendIdentifierKey(b []byte, scheme sctid.ID, code string) []byte {
	return append(appendIDKey(b, scheme), code...)
}

// compareMemberKeys orders as the bytes of the keys do.
func compareMemberKeys(a, b terminology.MemberKey) int {
	if a.ReferencedComponentID != b.ReferencedComponentID {
		if a.ReferencedComponentID < b.ReferencedComponentID {
			return -1
		}
		return 1
	}
	for i := range a.MemberID {
		if a.MemberID[i] != b.MemberID[i] {
			if a.MemberID[i] < b.MemberID[i] {
				return -1
			}
			return 1
		}
	}
	return 0
}

func parseIDKey(key []byte) (sctid.ID, bool) {
	if len(key) != 8 {
		return 0, false
	}
	return sctid.ID(binary.BigEndian.Uint64(key)), true
}

package store

import (
	"slices"

	"github.com/firn-sct/firn/terminology/sctid"
)

// IdentifierSchemes returns the schemes that rows of the release's Identifier
// File have, active or not, in ascending order of id. The slice is the caller's.
func (s *Store) IdentifierSchemes() []sctid.ID {
	schemes := slices.Clone(s.schemes)
	slices.Sort(schemes)
	return schemes
}

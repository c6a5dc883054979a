package rf2

import (
	"context"

	"github.com/firn-sct/firn/terminology/sctid"
)

// ConceptRow is a row of a Concept file.
type ConceptRow struct {
	Line               int64 // in the file; 1 is the header
	ID                 sctid.ID
	EffectiveTime      Date // 0: unpublished
	Active             bool
	ModuleID           sctid.ID
	DefinitionStatusID sctid.ID
}

// DescriptionRow is a row of a Description or a TextDefinition file; TypeID
// tells which of them it is. The slices are valid until the function returns.
type DescriptionRow struct {
	Line               int64
	ID                 sctid.ID
	EffectiveTime      Date
	Active             bool
	ModuleID           sctid.ID
	ConceptID          sctid.ID
	LanguageCode       []byte
	TypeID             sctid.ID
	Term               []byte // never empty; returned as it stands, blanks included
	CaseSignificanceID sctid.ID
}

// RelationshipRow is a row of a Relationship or a StatedRelationship file;
// CharacteristicTypeID tells which of them it is.
type RelationshipRow struct {
	Line                 int64
	ID                   sctid.ID
	EffectiveTime        Date
	Active               bool
	ModuleID             sctid.ID
	SourceID             sctid.ID
	DestinationID        sctid.ID
	Group                uint32 // 0: in no group
	TypeID               sctid.ID
	CharacteristicTypeID sctid.ID
	ModifierID           sctid.ID
}

// ConcreteRelationshipRow is a row of a RelationshipConcreteValues file.
type ConcreteRelationshipRow struct {
	Line                 int64
	ID                   sctid.ID
	EffectiveTime        Date
	Active               bool
	ModuleID             sctid.ID
	SourceID             sctid.ID
	Value                []byte // as it stands in the file: #0.5, "text", true; valid until the function returns
	ValueType            ValueType
	Group                uint32
	TypeID               sctid.ID
	CharacteristicTypeID sctid.ID
	ModifierID           sctid.ID
}

// IdentifierRow is a row of an Identifier file. The slice is valid until the
// function returns.
type IdentifierRow struct {
	Line                  int64
	AlternateIdentifier   []byte // never empty
	EffectiveTime         Date
	Active                bool
	ModuleID              sctid.ID
	IdentifierSchemeID    sctid.ID
	ReferencedComponentID sctid.ID // of any kind
}

// The readers call fn with each row of a file, in the file's order. They
// return fn's error as it is, the context's, a *RowError (see Options.OnBadRow)
// or a *FileError. The numbers below are the columns of schemas.

// ReadConcepts reads a file of KindConcept. See [Options] for bad rows; an
// error of fn ends the reading and is returned.
func ReadConcepts(ctx context.Context, f *File, opts Options, fn func(*ConceptRow) error) error {
	var row ConceptRow
	return read(ctx, f, opts, func(p *parser) error {
		row.Line = p.line
		row.ID = p.id(0, sctid.KindConcept)
		row.EffectiveTime = p.date(1)
		row.Active = p.boolean(2)
		row.ModuleID = p.id(3, sctid.KindConcept)
		row.DefinitionStatusID = p.id(4, sctid.KindConcept)
		if p.err != nil {
			return nil
		}
		return fn(&row)
	}, KindConcept)
}

// ReadDescriptions reads a file of KindDescription or KindTextDefinition. See
// [Options] for bad rows; an error of fn ends the reading and is returned.
func ReadDescriptions(ctx context.Context, f *File, opts Options, fn func(*DescriptionRow) error) error {
	var row DescriptionRow
	return read(ctx, f, opts, func(p *parser) error {
		row.Line = p.line
		row.ID = p.id(0, sctid.KindDescription)
		row.EffectiveTime = p.date(1)
		row.Active = p.boolean(2)
		row.ModuleID = p.id(3, sctid.KindConcept)
		row.ConceptID = p.id(4, sctid.KindConcept)
		row.LanguageCode = p.text(5)
		row.TypeID = p.id(6, sctid.KindConcept)
		row.Term = p.text(7)
		row.CaseSignificanceID = p.id(8, sctid.KindConcept)
		if p.err != nil {
			return nil
		}
		return fn(&row)
	}, KindDescription, KindTextDefinition)
}

// ReadRelationships reads a file of KindRelationship or
// KindStatedRelationship. See [Options] for bad rows; an error of fn ends the
// reading and is returned.
func ReadRelationships(ctx context.Context, f *File, opts Options, fn func(*RelationshipRow) error) error {
	var row RelationshipRow
	return read(ctx, f, opts, func(p *parser) error {
		row.Line = p.line
		row.ID = p.id(0, sctid.KindRelationship)
		row.EffectiveTime = p.date(1)
		row.Active = p.boolean(2)
		row.ModuleID = p.id(3, sctid.KindConcept)
		row.SourceID = p.id(4, sctid.KindConcept)
		row.DestinationID = p.id(5, sctid.KindConcept)
		row.Group = p.group(6)
		row.TypeID = p.id(7, sctid.KindConcept)
		row.CharacteristicTypeID = p.id(8, sctid.KindConcept)
		row.ModifierID = p.id(9, sctid.KindConcept)
		if p.err != nil {
			return nil
		}
		return fn(&row)
	}, KindRelationship, KindStatedRelationship)
}

// ReadConcreteRelationships reads a file of KindConcreteRelationship. See
// [Options] for bad rows; an error of fn ends the reading and is returned.
func ReadConcreteRelationships(ctx context.Context, f *File, opts Options, fn func(*ConcreteRelationshipRow) error) error {
	var row ConcreteRelationshipRow
	return read(ctx, f, opts, func(p *parser) error {
		row.Line = p.line
		row.ID = p.id(0, sctid.KindRelationship)
		row.EffectiveTime = p.date(1)
		row.Active = p.boolean(2)
		row.ModuleID = p.id(3, sctid.KindConcept)
		row.SourceID = p.id(4, sctid.KindConcept)
		row.Value, row.ValueType = p.value(5)
		row.Group = p.group(6)
		row.TypeID = p.id(7, sctid.KindConcept)
		row.CharacteristicTypeID = p.id(8, sctid.KindConcept)
		row.ModifierID = p.id(9, sctid.KindConcept)
		if p.err != nil {
			return nil
		}
		return fn(&row)
	}, KindConcreteRelationship)
}

// ReadIdentifiers reads a file of KindIdentifier. See [Options] for bad rows;
// an error of fn ends the reading and is returned.
func ReadIdentifiers(ctx context.Context, f *File, opts Options, fn func(*IdentifierRow) error) error {
	var row IdentifierRow
	return read(ctx, f, opts, func(p *parser) error {
		row.Line = p.line
		row.AlternateIdentifier = p.text(0)
		row.EffectiveTime = p.date(1)
		row.Active = p.boolean(2)
		row.ModuleID = p.id(3, sctid.KindConcept)
		row.IdentifierSchemeID = p.id(4, sctid.KindConcept)
		row.ReferencedComponentID = p.id(5, sctid.KindUnknown)
		if p.err != nil {
			return nil
		}
		return fn(&row)
	}, KindIdentifier)
}

package rpc

import (
	"context"
	"sync"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/server/internal/grpcerror"
	"github.com/firn-sct/firn/server/internal/wire"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// A concept in the standard view has some fifty messages and strings in it, and
// making them takes longer than to find what goes into them. So GetConcept is
// answered with the bytes of its answer, written field by field as the concept is
// read. Fields that few ask for are made as messages, as in BatchGetConcepts, and
// encoded behind the others: protobuf reads a message whose fields stand in any
// order. The tests hold it to the messages, concept by concept.

// conceptServiceDesc is the generated one with another GetConcept.
var conceptServiceDesc = func() grpc.ServiceDesc {
	desc := firnv1.ConceptService_ServiceDesc
	desc.Methods = append([]grpc.MethodDesc(nil), desc.Methods...)
	for i := range desc.Methods {
		if desc.Methods[i].MethodName == "GetConcept" {
			desc.Methods[i].Handler = getConceptHandler
		}
	}
	return desc
}()

// getConceptHandler does as the generated one does, for an answer of another type.
func getConceptHandler(service any, ctx context.Context, decode func(any) error, interceptor grpc.UnaryServerInterceptor) (any, error) {
	growStack()
	request := new(firnv1.GetConceptRequest)
	if err := decode(request); err != nil {
		return nil, err
	}
	s := service.(*conceptService)
	handler := func(ctx context.Context, request any) (any, error) {
		response, err := s.getConceptWire(request.(*firnv1.GetConceptRequest))
		if err != nil {
			return nil, grpcerror.From(ctx, s.server.log, err)
		}
		return response, nil
	}
	if interceptor == nil {
		return handler(ctx, request)
	}
	return interceptor(ctx, request, &grpc.UnaryServerInfo{Server: service, FullMethod: firnv1.ConceptService_GetConcept_FullMethodName}, handler)
}

// The numbers of the fields of GetConceptResponse.
const (
	gotRelease = 1
	gotConcept = 2
)

var gotType = (*firnv1.GetConceptResponse)(nil).ProtoReflect().Type()

// wireBuffers are for making answers.
var wireBuffers = sync.Pool{New: func() any { return &wireBuffer{answer: make([]byte, 0, 4<<10)} }}

type wireBuffer struct {
	answer  []byte
	concept terminology.ConceptBuffer
}

// getConceptWire is getConcept with the answer encoded.
func (s *conceptService) getConceptWire(request *firnv1.GetConceptRequest) (*wire.Answer, error) {
	if err := required(request.GetConceptId(), "concept_id"); err != nil {
		return nil, err
	}
	fields, err := chooseFields(request.GetView(), request.GetReadMask())
	if err != nil {
		return nil, err
	}
	l, free, err := s.server.openWith(request.GetRelease(), request.GetDialects())
	if err != nil {
		return nil, err
	}
	defer free()
	buffer := wireBuffers.Get().(*wireBuffer)
	defer wireBuffers.Put(buffer)
	b := wire.AppendString(buffer.answer[:0], gotRelease, l.release.URI())
	b, begin := wire.Begin(b, gotConcept)
	w := conceptWriter{conceptConverter{labels: l, fields: fields, inactive: request.GetIncludeInactive(), additional: request.GetIncludeAdditional()}}
	if b, err = w.concept(b, sctid.ID(request.GetConceptId()), &buffer.concept); err != nil {
		return nil, terminology.InField(err, "concept_id")
	}
	b = wire.End(b, begin)
	buffer.answer = b
	return &wire.Answer{Bytes: append(make([]byte, 0, len(b)), b...), Type: gotType}, nil
}

// conceptWriter writes what its converter would make.
type conceptWriter struct {
	conceptConverter
}

// written are the fields that are written without a message between.
const written = fieldsBasic | fieldDescriptions | fieldParents | fieldChildCount | fieldDescendantCount | fieldRoleGroups

// concept appends the message Concept.
func (w *conceptWriter) concept(b []byte, id sctid.ID, buffer *terminology.ConceptBuffer) ([]byte, error) {
	o, err := w.release.Ordinal(id)
	if err != nil {
		return b, err
	}
	if err := w.release.Store().ReadConcept(o, w.fields.parts(w.inactive), buffer); err != nil {
		return b, err
	}
	concept := &buffer.Concept
	b = w.row(wire.AppendFixed64(b, 1, uint64(id)), concept)
	if w.fields.has(fieldsNames) {
		names, err := w.namesOf(concept, o)
		if err != nil {
			return b, err
		}
		if w.fields.has(fieldFullySpecifiedName) {
			b = wire.AppendString(b, 7, names.FullySpecifiedName)
		}
		if w.fields.has(fieldPreferredTerm) {
			b = wire.AppendString(b, 8, names.PreferredTerm)
		}
		if w.fields.has(fieldSemanticTag) {
			b = wire.AppendString(b, 9, names.SemanticTag)
		}
	}
	if w.fields.has(fieldDescriptions) {
		if b, err = w.descriptions(b, concept); err != nil {
			return b, err
		}
	}
	if b, err = w.hierarchy(b, o); err != nil {
		return b, err
	}
	if w.fields.has(fieldRoleGroups) {
		if b, err = w.roleGroups(b, concept); err != nil {
			return b, err
		}
	}
	return w.others(b, concept, o)
}

func (w *conceptWriter) row(b []byte, concept *terminology.Concept) []byte {
	if w.fields.has(fieldActive) {
		b = wire.AppendBool(b, 2, concept.Active)
	}
	if w.fields.has(fieldEffectiveTime) {
		b = appendDate(b, 3, concept.EffectiveTime)
	}
	if w.fields.has(fieldModuleID) {
		b = wire.AppendFixed64(b, 4, uint64(concept.ModuleID))
	}
	if w.fields.has(fieldDefinitionStatus) {
		b = wire.AppendUint64(b, 5, uint64(definitionStatusProto(concept.DefinitionStatusID)))
	}
	if w.fields.has(fieldDefinitionStatusID) {
		b = wire.AppendFixed64(b, 6, uint64(concept.DefinitionStatusID))
	}
	return b
}

// others appends the fields that aren't in written, by way of messages.
func (w *conceptWriter) others(b []byte, concept *terminology.Concept, o taxonomy.Ordinal) ([]byte, error) {
	others := w.conceptConverter
	others.fields &^= written
	if concept.Active {
		others.fields &^= fieldInactivation | fieldReplacements
	}
	if others.fields == 0 {
		return b, nil
	}
	m := &firnv1.Concept{}
	if err := others.fill(m, concept, o); err != nil {
		return b, err
	}
	return proto.MarshalOptions{}.MarshalAppend(b, m)
}

func (w *conceptWriter) descriptions(b []byte, concept *terminology.Concept) ([]byte, error) {
	for i := range concept.Descriptions {
		d := &concept.Descriptions[i]
		var begin int
		b, begin = wire.Begin(b, 10)
		b = wire.AppendFixed64(b, 1, uint64(d.ID))
		b = wire.AppendBool(b, 2, d.Active)
		b = appendDate(b, 3, d.EffectiveTime)
		b = wire.AppendFixed64(b, 4, uint64(d.ModuleID))
		b = wire.AppendFixed64(b, 5, uint64(d.ConceptID))
		b = wire.AppendString(b, 6, d.LanguageCode)
		b = wire.AppendUint64(b, 7, uint64(descriptionTypeProto(d.TypeID)))
		b = wire.AppendFixed64(b, 8, uint64(d.TypeID))
		b = wire.AppendString(b, 9, d.Term)
		b = wire.AppendUint64(b, 10, uint64(caseSignificanceProto(d.CaseSignificanceID)))
		b = wire.AppendFixed64(b, 11, uint64(d.CaseSignificanceID))
		for _, a := range d.Acceptability {
			var begin int
			b, begin = wire.Begin(b, 12)
			b = wire.AppendFixed64(b, 1, uint64(a.RefsetID))
			b = wire.AppendString(b, 2, w.release.DialectTag(a.RefsetID))
			b = wire.AppendUint64(b, 3, uint64(acceptabilityProto(a.AcceptabilityID)))
			b = wire.AppendFixed64(b, 4, uint64(a.AcceptabilityID))
			b = wire.AppendBool(b, 5, a.Active)
			b = wire.End(b, begin)
		}
		inactivation, err := w.descriptionInactivation(d)
		if err != nil {
			return b, err
		}
		if inactivation != nil {
			var begin int
			b, begin = wire.Begin(b, 13)
			if b, err = (proto.MarshalOptions{}).MarshalAppend(b, inactivation); err != nil {
				return b, err
			}
			b = wire.End(b, begin)
		}
		b = wire.End(b, begin)
	}
	return b, nil
}

func (w *conceptWriter) hierarchy(b []byte, o taxonomy.Ordinal) ([]byte, error) {
	t := w.release.Taxonomy()
	if w.fields.has(fieldParents) {
		for _, parent := range t.Parents(o) {
			var begin int
			b, begin = wire.Begin(b, 11)
			s, err := w.concepts.Summary(parent)
			if err != nil {
				return b, err
			}
			b = wire.AppendFixed64(b, 1, uint64(s.ConceptID))
			b = wire.AppendBool(b, 2, s.Active)
			b = wire.AppendString(b, 3, s.PreferredTerm)
			b = wire.AppendString(b, 4, s.FullySpecifiedName)
			b = wire.AppendString(b, 5, s.SemanticTag)
			b = wire.AppendUint64(b, 6, uint64(summaryStatusProto(&s)))
			b = appendDate(b, 7, s.EffectiveTime)
			b = wire.AppendFixed64(b, 8, uint64(s.ModuleID))
			b = wire.End(b, begin)
		}
	}
	if w.fields.has(fieldChildCount) {
		b = wire.AppendUint64(b, 12, uint64(len(t.Children(o))))
	}
	if w.fields.has(fieldDescendantCount) {
		b = wire.AppendUint64(b, 13, uint64(t.DescendantCount(o)))
	}
	return b, nil
}

func (w *conceptWriter) roleGroups(b []byte, concept *terminology.Concept) (_ []byte, err error) {
	open, group, begin := false, uint32(0), 0
	for i := range concept.Relationships {
		r := &concept.Relationships[i]
		if !r.Defining() || r.TypeID == terminology.IsA {
			continue
		}
		// Relationships come by group already.
		if !open || r.Group != group {
			if open {
				b = wire.End(b, begin)
			}
			open, group = true, r.Group
			b, begin = wire.Begin(b, 14)
			b = wire.AppendUint64(b, 1, uint64(group))
		}
		var attribute int
		b, attribute = wire.Begin(b, 2)
		if b, err = w.attribute(b, r); err != nil {
			return b, err
		}
		b = wire.End(b, attribute)
	}
	if open {
		b = wire.End(b, begin)
	}
	return b, nil
}

func (w *conceptWriter) attribute(b []byte, r *terminology.Relationship) ([]byte, error) {
	typeTerm, err := w.labels.concept(r.TypeID)
	if err != nil {
		return b, err
	}
	b = wire.AppendFixed64(b, 1, uint64(r.TypeID))
	b = wire.AppendString(b, 2, typeTerm)
	if r.DestinationID == 0 {
		var begin int
		b, begin = wire.Begin(b, 4)
		if b, err = (proto.MarshalOptions{}).MarshalAppend(b, concreteValueProto(r.Value)); err != nil {
			return b, err
		}
		b = wire.End(b, begin)
	} else {
		// It is one of two kinds of target, so that it would stand there if it were 0.
		b = protowire.AppendFixed64(protowire.AppendTag(b, 3, protowire.Fixed64Type), uint64(r.DestinationID))
		term, err := w.labels.concept(r.DestinationID)
		if err != nil {
			return b, err
		}
		b = wire.AppendString(b, 5, term)
	}
	return wire.AppendFixed64(b, 6, uint64(r.ID)), nil
}

// appendDate appends a date as its text, "" as nothing.
func appendDate(b []byte, number protowire.Number, d terminology.Date) []byte {
	if d == 0 {
		return b
	}
	b = append(wire.AppendLength(b, number, 8), "00000000"...)
	for i := len(b) - 1; d > 0; i-- {
		b[i] = '0' + byte(d%10)
		d /= 10
	}
	return b
}

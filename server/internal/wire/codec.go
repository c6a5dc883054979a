// Package wire reads and writes messages of bulk work in their protobuf form by
// hand, where that saves most of the time: numbers are taken out of the bytes
// that came, and answers are made as the bytes that go.
//
// All other messages go the usual way. The messages here do so too, more slowly,
// on a server that has gRPC's own codec.
package wire

import (
	"google.golang.org/grpc/encoding"
	"google.golang.org/grpc/encoding/proto"
	"google.golang.org/grpc/mem"
	protobuf "google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// Codec returns gRPC's codec for protobuf, which hands an [*Answer] and a
// [Request] over as they are. Give it to a server by [grpc.ForceServerCodecV2].
func Codec() encoding.CodecV2 { return codec{encoding.GetCodecV2(proto.Name)} }

type codec struct{ encoding.CodecV2 }

// Request is a message that reads itself.
type Request interface {
	// UnmarshalWire reads the protobuf form. It refuses what [protobuf.Unmarshal]
	// refuses. It may keep the bytes, which nobody changes, and frees the buffer
	// when it doesn't need them any more; after an error it must not keep it.
	UnmarshalWire(b mem.Buffer) error
}

// Unmarshal implements [encoding.CodecV2].
func (c codec) Unmarshal(data mem.BufferSlice, message any) error {
	request, ok := message.(Request)
	if !ok {
		return c.CodecV2.Unmarshal(data, message)
	}
	whole := data.MaterializeToBuffer(mem.DefaultBufferPool())
	if err := request.UnmarshalWire(whole); err != nil {
		whole.Free()
		return err
	}
	return nil
}

// Marshal implements [encoding.CodecV2].
func (c codec) Marshal(message any) (mem.BufferSlice, error) {
	if answer, ok := message.(*Answer); ok {
		return mem.BufferSlice{mem.SliceBuffer(answer.Bytes)}, nil
	}
	return c.CodecV2.Marshal(message)
}

// Answer is a message in its protobuf form.
type Answer struct {
	Bytes []byte // never changed
	Type  protoreflect.MessageType
}

// ProtoReflect makes an Answer a message for those who want to look into it, which
// takes as long as decoding it.
func (a *Answer) ProtoReflect() protoreflect.Message {
	m := a.Type.New()
	// The bytes are the server's own. Were they no message, its beginning would
	// do no harm.
	_ = protobuf.Unmarshal(a.Bytes, m.Interface())
	return m
}

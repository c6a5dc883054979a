package rpc

// stackRoom is what answering a call takes of the stack, and a little more.
const stackRoom = 10 << 10

// growStack makes room on the stack for the rest of a call. gRPC answers each call
// on a new goroutine, whose stack Go doubles and moves whenever it is full, three
// times on the way to a concept's record. Moving takes a look at each frame; so it
// is done once, and early, while there are few.
//
//go:noinline
func growStack() byte {
	var room [stackRoom]byte
	return room[touched(len(room))]
}

// touched returns the place in the room that is read, which the compiler must not
// know: it would do without the room.
//
//go:noinline
func touched(n int) int { return n - 1 }

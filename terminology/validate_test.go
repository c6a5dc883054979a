package terminology

import (
	"testing"

	"github.com/firn-sct/firn/terminology/sctid"
)

func validationWorld(t *testing.T) *Release {
	w := &world{}
	w.concept(Root, true)
	anemia := w.concept(id(201), true, Root)
	anemia.describe(1001, FullySpecifiedName, "en", "Anemia (disorder)", true, preferredIn(USEnglish, GBEnglish)...)
	anemia.describe(1002, Synonym, "en", "Anemia", true, append(preferredIn(USEnglish), acceptableIn(GBEnglish)...)...)
	anemia.describe(1003, Synonym, "en", "Anaemia", true, preferredIn(GBEnglish)...)
	anemia.describe(1004, Synonym, "en", "Low haemoglobin", true, acceptableIn(GBEnglish)...)
	anemia.describe(1005, Synonym, "en", "Tired blood", false, acceptableIn(USEnglish)...)
	anemia.describe(1006, TextDefinition, "en", "Too few red cells", true, preferredIn(USEnglish)...)
	anemia.describe(1007, Synonym, "sv", "Blodbrist på é", true)
	w.concept(id(202), true, id(201)).describe(1010, Synonym, "en", "Iron deficiency anemia", true, preferredIn(USEnglish)...)
	retired := w.concept(id(301), false)
	retired.describe(1020, Synonym, "en", "Old anemia", true)
	w.associate(ConceptInactivation, id(301), 900000000000482003, true)
	w.concept(id(302), false)
	w.join(id(401), id(202))
	w.join(id(401), id(301))
	w.concept(id(401), true, Root)
	return w.release(t)
}

func TestValidate(t *testing.T) {
	r := validationWorld(t)
	below := Limit{DescendantsOf: []sctid.ID{id(201)}}
	belowOrSelf := Limit{DescendantsOrSelfOf: []sctid.ID{id(201)}}
	members := Limit{MembersOf: []sctid.ID{id(401)}}
	both := Limit{DescendantsOrSelfOf: []sctid.ID{id(201)}, MembersOf: []sctid.ID{id(401)}}
	code, child, old := id(201).String(), id(202).String(), id(301).String()
	for _, tt := range []struct {
		name, code, display string
		limit               Limit
		verdict             Verdict
		reason              string
		check               DisplayCheck
		in                  LimitCheck
	}{
		{"valid", code, "", Limit{}, Valid, "", DisplayNotGiven, LimitNotAsked},
		{"empty", "", "", Limit{}, Malformed, "empty", DisplayNotGiven, LimitNotAsked},
		{"letters", "abc", "Anemia", Limit{}, Malformed, "not-digits", DisplayNoConcept, LimitNotAsked},
		{"blank before", " " + code, "", Limit{}, Malformed, "not-digits", DisplayNotGiven, LimitNotAsked},
		{"check digit", "138875006", "", below, Malformed, "check-digit", DisplayNotGiven, NotInLimit},
		{"description id", descriptionID(1001).String(), "", Limit{}, Malformed, "not-a-concept-id", DisplayNotGiven, LimitNotAsked},
		{"unknown", "404684003", "x", below, Unknown, "not-in-release", DisplayNoConcept, NotInLimit},
		{"inactive", old, "", members, Inactive, "900000000000482003", DisplayNotGiven, InLimit},
		{"inactive without reason", id(302).String(), "", Limit{}, Inactive, "no-reason-given", DisplayNotGiven, LimitNotAsked},
		{"below: itself", code, "", below, Valid, "", DisplayNotGiven, NotInLimit},
		{"below: child", child, "", below, Valid, "", DisplayNotGiven, InLimit},
		{"below or self", code, "", belowOrSelf, Valid, "", DisplayNotGiven, InLimit},
		{"member", child, "", members, Valid, "", DisplayNotGiven, InLimit},
		{"no member", code, "", members, Valid, "", DisplayNotGiven, NotInLimit},
		{"both kinds", child, "", both, Valid, "", DisplayNotGiven, InLimit},
		{"one kind of two", old, "", both, Inactive, "900000000000482003", DisplayNotGiven, NotInLimit},
		{"preferred", code, "Anaemia", Limit{}, Valid, "", DisplayPreferred, LimitNotAsked},
		{"blanks around", code, "  Anaemia ", Limit{}, Valid, "", DisplayPreferred, LimitNotAsked},
		{"acceptable", code, "Anemia", Limit{}, Valid, "", DisplayAcceptable, LimitNotAsked},
		{"fully specified", code, "Anemia (disorder)", Limit{}, Valid, "", DisplayFullySpecifiedName, LimitNotAsked},
		{"another dialect", code, "Blodbrist på é", Limit{}, Valid, "", DisplayAnotherDialect, LimitNotAsked},
		{"decomposed accents", code, "Blodbrist pa\u030a e\u0301", Limit{}, Valid, "", DisplayAnotherDialect, LimitNotAsked},
		{"inactive description", code, "Tired blood", Limit{}, Valid, "", DisplayInactiveDescription, LimitNotAsked},
		{"case", code, "ANAEMIA", Limit{}, Valid, "", DisplayDiffersInCase, LimitNotAsked},
		{"text definition", code, "Too few red cells", Limit{}, Valid, "", DisplayNotADescription, LimitNotAsked},
		{"another concept's", code, "Iron deficiency anemia", Limit{}, Valid, "", DisplayNotADescription, LimitNotAsked},
		{"of an inactive concept", old, "Old anemia", Limit{}, Inactive, "900000000000482003", DisplayPreferred, LimitNotAsked},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v, err := r.NewValidator(Dialects{GBEnglish}, tt.limit, false)
			if err != nil {
				t.Fatal(err)
			}
			got, err := v.Validate(tt.code, tt.display)
			if err != nil {
				t.Fatal(err)
			}
			if got.Verdict != tt.verdict || got.Reason != tt.reason || got.Display != tt.check || got.Limit != tt.in {
				t.Errorf("got %v %q display %d limit %d; want %v %q %d %d", got.Verdict, got.Reason, got.Display, got.Limit, tt.verdict, tt.reason, tt.check, tt.in)
			}
			if (got.Verdict == Malformed || got.Verdict == Unknown) && got.Message == "" {
				t.Error("no message")
			}
			if tt.code == code && tt.display != "" && got.PreferredTerm != "Anaemia" {
				t.Errorf("the right display is %q", got.PreferredTerm)
			}
			// The same code as a number is judged alike.
			if parsed, err := sctid.Parse(tt.code); err == nil {
				again, err := v.ValidateID(parsed, tt.display)
				if err != nil || again != got {
					t.Errorf("by number: %+v, %v", again, err)
				}
			}
		})
	}
}

func TestValidatorTerms(t *testing.T) {
	r := validationWorld(t)
	v, err := r.NewValidator(Dialects{USEnglish}, Limit{}, true)
	if err != nil {
		t.Fatal(err)
	}
	got, err := v.Validate(id(201).String(), "")
	if err != nil || got.PreferredTerm != "Anemia" || got.Display != DisplayNotGiven {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestLimitErrors(t *testing.T) {
	r := validationWorld(t)
	for _, tt := range []struct {
		limit Limit
		field string
		kind  Kind
	}{
		{Limit{DescendantsOf: []sctid.ID{404684003}}, "limit.descendants_of", KindNotFound},
		{Limit{DescendantsOrSelfOf: []sctid.ID{1}}, "limit.descendants_or_self_of", KindInvalidArgument},
		{Limit{MembersOf: []sctid.ID{id(201)}}, "limit.members_of", KindNotFound},
		{Limit{DescendantsOf: make([]sctid.ID, MaxLimitIDs+1)}, "limit", KindInvalidArgument},
	} {
		_, err := r.NewValidator(nil, tt.limit, false)
		if e, _ := err.(*Error); e == nil || e.Field != tt.field || e.Kind != tt.kind {
			t.Errorf("%s: %v", tt.field, err)
		}
	}
}

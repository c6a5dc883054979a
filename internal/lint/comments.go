package lint

import (
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strings"
)

// PackageComments finds packages that no file introduces. A library's comment
// begins with "Package" and its name, a program's with anything.
func PackageComments(tree Tree) []Finding {
	type folder struct {
		files      Tree
		documented bool
	}
	folders := make(map[string]*folder)
	var order []string
	for _, file := range tree {
		if file.Syntax == nil || file.Test() {
			continue
		}
		dir := path.Dir(file.Path)
		if folders[dir] == nil {
			folders[dir] = &folder{}
			order = append(order, dir)
		}
		folders[dir].files = append(folders[dir].files, file)
		text := file.Syntax.Doc.Text()
		if file.Main() && text != "" || strings.HasPrefix(text, "Package "+file.Syntax.Name.Name+" ") {
			folders[dir].documented = true
		}
	}
	var findings []Finding
	for _, dir := range order {
		// Generated packages are documented in what they are generated from.
		written := slices.ContainsFunc(folders[dir].files, func(file *File) bool { return !file.Generated() })
		if !folders[dir].documented && written {
			name := folders[dir].files[0].Syntax.Name.Name
			findings = append(findings, Finding{File: dir, Message: "no package comment: one file must open with `// Package " + name + " ...`"})
		}
	}
	return findings
}

// ExportedComments finds exported names without a doc comment: functions, methods
// and types, whose comment must also begin with the name; constants and variables,
// where a group's comment speaks for all; and the methods of exported interfaces.
// Programs export nothing, and tests explain themselves.
func ExportedComments(tree Tree) []Finding {
	var findings []Finding
	for _, file := range tree.Go(false) {
		if file.Main() {
			continue
		}
		for _, declaration := range file.Syntax.Decls {
			switch declaration := declaration.(type) {
			case *ast.FuncDecl:
				findings = append(findings, functionComment(file, declaration)...)
			case *ast.GenDecl:
				findings = append(findings, declarationComments(file, declaration)...)
			}
		}
	}
	return findings
}

// functionComment checks a function's or method's comment.
func functionComment(file *File, function *ast.FuncDecl) []Finding {
	if !function.Name.IsExported() {
		return nil
	}
	if function.Recv != nil && !ast.IsExported(receiver(function.Recv.List[0].Type)) {
		return nil
	}
	return named(file, function.Name, function.Doc)
}

// receiver returns the name of a method's type.
func receiver(expression ast.Expr) string {
	switch expression := expression.(type) {
	case *ast.StarExpr:
		return receiver(expression.X)
	case *ast.IndexExpr:
		return receiver(expression.X)
	case *ast.IndexListExpr:
		return receiver(expression.X)
	case *ast.Ident:
		return expression.Name
	}
	return ""
}

// declarationComments checks types, constants and variables.
func declarationComments(file *File, declaration *ast.GenDecl) []Finding {
	var findings []Finding
	for _, spec := range declaration.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			if !spec.Name.IsExported() {
				continue
			}
			comment := spec.Doc
			if comment == nil && !declaration.Lparen.IsValid() {
				comment = declaration.Doc
			}
			findings = append(findings, named(file, spec.Name, comment)...)
			findings = append(findings, methodComments(file, spec)...)
		case *ast.ValueSpec:
			if declaration.Doc != nil || spec.Doc != nil || spec.Comment != nil {
				continue
			}
			for _, name := range spec.Names {
				if name.IsExported() {
					findings = append(findings, undocumented(file, name.Pos(), name.Name))
				}
			}
		}
	}
	return findings
}

// methodComments checks the methods of an exported interface: they are the contract
// that others fill. A struct's fields may be explained by the struct's own comment,
// so whether they are is left to the reader of a change.
func methodComments(file *File, spec *ast.TypeSpec) []Finding {
	contract, ok := spec.Type.(*ast.InterfaceType)
	if !ok {
		return nil
	}
	var findings []Finding
	for _, method := range contract.Methods.List {
		if method.Doc != nil || method.Comment != nil {
			continue
		}
		for _, name := range method.Names {
			if name.IsExported() {
				findings = append(findings, undocumented(file, name.Pos(), spec.Name.Name+"."+name.Name))
			}
		}
	}
	return findings
}

// named checks that there is a comment and that it begins with the name, perhaps
// after an article.
func named(file *File, name *ast.Ident, comment *ast.CommentGroup) []Finding {
	text := comment.Text()
	if text == "" {
		return []Finding{undocumented(file, name.Pos(), name.Name)}
	}
	for _, article := range []string{"", "A ", "An ", "The "} {
		rest, ok := strings.CutPrefix(text, article+name.Name)
		if ok && (rest == "" || !isLetter(rest[0])) {
			return nil
		}
	}
	return []Finding{at(file.position(name.Pos()), "the comment of %s must begin with its name", name.Name)}
}

// isLetter tells whether a byte would go on with a name.
func isLetter(b byte) bool {
	return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9' || b == '_'
}

// undocumented makes the finding for a name without a comment.
func undocumented(file *File, pos token.Pos, name string) Finding {
	return at(file.position(pos), "%s is exported and has no comment", name)
}

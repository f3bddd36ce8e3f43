package main

import (
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

type statement struct {
	Sid       string `json:",omitempty"`
	Effect    string
	Principal any                            `json:",omitempty"`
	Action    []string                       `json:",omitempty"`
	Resource  []string                       `json:",omitempty"`
	Condition map[string]map[string][]string `json:",omitempty"`
}

type document struct {
	Version   string
	Statement []any
}

// policy writes a data source `aws_iam_policy_document` as IAM would read it.
func policy(values map[string]tftypes.Value) (string, error) {
	made := document{Version: "2012-10-17", Statement: []any{}}
	for _, source := range texts(values["source_policy_documents"]) {
		var inner document
		if err := json.Unmarshal([]byte(source), &inner); err != nil {
			return "", err
		}
		made.Statement = append(made.Statement, inner.Statement...)
	}
	for _, one := range objects(values["statement"]) {
		written := statement{Sid: text(one["sid"]), Effect: text(one["effect"]), Action: texts(one["actions"]), Resource: texts(one["resources"])}
		if written.Effect == "" {
			written.Effect = "Allow"
		}
		principals := map[string][]string{}
		for _, who := range objects(one["principals"]) {
			if text(who["type"]) == "*" {
				written.Principal = "*"
			} else {
				principals[text(who["type"])] = texts(who["identifiers"])
				written.Principal = principals
			}
		}
		for _, condition := range objects(one["condition"]) {
			if written.Condition == nil {
				written.Condition = map[string]map[string][]string{}
			}
			test := text(condition["test"])
			if written.Condition[test] == nil {
				written.Condition[test] = map[string][]string{}
			}
			written.Condition[test][text(condition["variable"])] = texts(condition["values"])
		}
		made.Statement = append(made.Statement, written)
	}
	found, err := json.Marshal(made)
	return string(found), err
}

func elements(value tftypes.Value) []tftypes.Value {
	found := []tftypes.Value{}
	if !value.IsNull() {
		_ = value.As(&found)
	}
	return found
}

func text(value tftypes.Value) string {
	found := ""
	if !value.IsNull() {
		_ = value.As(&found)
	}
	return found
}

func texts(value tftypes.Value) []string {
	found := []string{}
	for _, one := range elements(value) {
		found = append(found, text(one))
	}
	return found
}

func objects(value tftypes.Value) []map[string]tftypes.Value {
	found := []map[string]tftypes.Value{}
	for _, one := range elements(value) {
		values := map[string]tftypes.Value{}
		_ = one.As(&values)
		found = append(found, values)
	}
	return found
}

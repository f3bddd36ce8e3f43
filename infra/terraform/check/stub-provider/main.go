// A provider that has the AWS provider's arguments (schema.json) and no AWS: `terraform validate` and `plan` refuse what the real one
// would refuse. It makes up the attributes that AWS gives (identities.json), so that a plan knows every ARN and every policy.
package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tfprotov5/tf5server"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

//go:embed schema.json
var schemaJSON []byte

//go:embed identities.json
var identitiesJSON []byte

const account, region = "123456789012", "eu-west-1"

type block struct {
	Nesting   string
	Min, Max  int64
	Arguments map[string]string
	Blocks    map[string]block
}

var nestings = map[string]tfprotov5.SchemaNestedBlockNestingMode{
	"single": tfprotov5.SchemaNestedBlockNestingModeSingle,
	"set":    tfprotov5.SchemaNestedBlockNestingModeSet,
	"list":   tfprotov5.SchemaNestedBlockNestingModeList,
}

// An argument is written as `list(string) optional computed`.
func attribute(name, written string) *tfprotov5.SchemaAttribute {
	words := strings.Fields(written)
	has := func(word string) bool {
		for _, one := range words {
			if one == word {
				return true
			}
		}
		return false
	}
	return &tfprotov5.SchemaAttribute{Name: name, Type: typeOf(words[0]), Required: has("required"), Optional: has("optional"), Computed: has("computed")}
}

func typeOf(written string) tftypes.Type {
	if of, inner, found := strings.Cut(strings.TrimSuffix(written, ")"), "("); found {
		element := typeOf(inner)
		switch of {
		case "set":
			return tftypes.Set{ElementType: element}
		case "map":
			return tftypes.Map{ElementType: element}
		}
		return tftypes.List{ElementType: element}
	}
	return map[string]tftypes.Type{"string": tftypes.String, "number": tftypes.Number, "bool": tftypes.Bool}[written]
}

func (b block) schema() *tfprotov5.SchemaBlock {
	made := &tfprotov5.SchemaBlock{}
	for name, written := range b.Arguments {
		made.Attributes = append(made.Attributes, attribute(name, written))
	}
	for name, inner := range b.Blocks {
		made.BlockTypes = append(made.BlockTypes, &tfprotov5.SchemaNestedBlock{
			TypeName: name, Block: inner.schema(), Nesting: nestings[inner.Nesting], MinItems: inner.Min, MaxItems: inner.Max,
		})
	}
	return made
}

type provider struct {
	tfprotov5.ProviderServer
	resources, data map[string]*tfprotov5.Schema
	identities      map[string]map[string]string
}

func (p *provider) GetProviderSchema(context.Context, *tfprotov5.GetProviderSchemaRequest) (*tfprotov5.GetProviderSchemaResponse, error) {
	own := &tfprotov5.Schema{Block: block{
		Arguments: map[string]string{"region": "string optional"},
		Blocks:    map[string]block{"assume_role": {Nesting: "list", Max: 1, Arguments: map[string]string{"role_arn": "string optional"}}},
	}.schema()}
	return &tfprotov5.GetProviderSchemaResponse{Provider: own, ResourceSchemas: p.resources, DataSourceSchemas: p.data}, nil
}

func (p *provider) GetMetadata(context.Context, *tfprotov5.GetMetadataRequest) (*tfprotov5.GetMetadataResponse, error) {
	made := &tfprotov5.GetMetadataResponse{}
	for name := range p.resources {
		made.Resources = append(made.Resources, tfprotov5.ResourceMetadata{TypeName: name})
	}
	for name := range p.data {
		made.DataSources = append(made.DataSources, tfprotov5.DataSourceMetadata{TypeName: name})
	}
	return made, nil
}

func (p *provider) GetResourceIdentitySchemas(context.Context, *tfprotov5.GetResourceIdentitySchemasRequest) (*tfprotov5.GetResourceIdentitySchemasResponse, error) {
	return &tfprotov5.GetResourceIdentitySchemasResponse{}, nil
}

func (p *provider) PrepareProviderConfig(_ context.Context, r *tfprotov5.PrepareProviderConfigRequest) (*tfprotov5.PrepareProviderConfigResponse, error) {
	return &tfprotov5.PrepareProviderConfigResponse{PreparedConfig: r.Config}, nil
}

func (p *provider) ConfigureProvider(context.Context, *tfprotov5.ConfigureProviderRequest) (*tfprotov5.ConfigureProviderResponse, error) {
	return &tfprotov5.ConfigureProviderResponse{}, nil
}

func (p *provider) StopProvider(context.Context, *tfprotov5.StopProviderRequest) (*tfprotov5.StopProviderResponse, error) {
	return &tfprotov5.StopProviderResponse{}, nil
}

func (p *provider) ValidateResourceTypeConfig(context.Context, *tfprotov5.ValidateResourceTypeConfigRequest) (*tfprotov5.ValidateResourceTypeConfigResponse, error) {
	return &tfprotov5.ValidateResourceTypeConfigResponse{}, nil
}

func (p *provider) ValidateDataSourceConfig(context.Context, *tfprotov5.ValidateDataSourceConfigRequest) (*tfprotov5.ValidateDataSourceConfigResponse, error) {
	return &tfprotov5.ValidateDataSourceConfigResponse{}, nil
}

func (p *provider) UpgradeResourceState(_ context.Context, r *tfprotov5.UpgradeResourceStateRequest) (*tfprotov5.UpgradeResourceStateResponse, error) {
	kind := p.resources[r.TypeName].ValueType()
	value, err := r.RawState.Unmarshal(kind)
	if err != nil {
		return nil, err
	}
	made, err := tfprotov5.NewDynamicValue(kind, value)
	return &tfprotov5.UpgradeResourceStateResponse{UpgradedState: &made}, err
}

func (p *provider) ReadResource(_ context.Context, r *tfprotov5.ReadResourceRequest) (*tfprotov5.ReadResourceResponse, error) {
	return &tfprotov5.ReadResourceResponse{NewState: r.CurrentState}, nil
}

func (p *provider) PlanResourceChange(_ context.Context, r *tfprotov5.PlanResourceChangeRequest) (*tfprotov5.PlanResourceChangeResponse, error) {
	planned, err := p.identified(r.TypeName, r.ProposedNewState, tftypes.UnknownValue)
	return &tfprotov5.PlanResourceChangeResponse{PlannedState: planned, UnsafeToUseLegacyTypeSystem: true}, err
}

func (p *provider) ApplyResourceChange(_ context.Context, r *tfprotov5.ApplyResourceChangeRequest) (*tfprotov5.ApplyResourceChangeResponse, error) {
	made, err := p.identified(r.TypeName, r.PlannedState, "made-up")
	return &tfprotov5.ApplyResourceChangeResponse{NewState: made, UnsafeToUseLegacyTypeSystem: true}, err
}

// identified gives a resource the attributes that AWS would: those of identities.json, and `otherwise` for the rest that are texts.
func (p *provider) identified(typeName string, state *tfprotov5.DynamicValue, otherwise any) (*tfprotov5.DynamicValue, error) {
	kind := p.resources[typeName].ValueType()
	value, err := state.Unmarshal(kind)
	if err != nil || value.IsNull() {
		return state, err
	}
	values := map[string]tftypes.Value{}
	if err := value.As(&values); err != nil {
		return nil, err
	}
	identity := p.identities[typeName]
	for _, attribute := range p.resources[typeName].Block.Attributes {
		now := values[attribute.Name]
		if !attribute.Computed || (now.IsKnown() && !now.IsNull()) {
			continue
		}
		if form, has := identity[attribute.Name]; has {
			if text, known := filled(form, identity, values); known {
				values[attribute.Name] = tftypes.NewValue(tftypes.String, text)
				continue
			}
		}
		if _, asUnknown := otherwise.(string); asUnknown && !attribute.Type.Is(tftypes.String) {
			values[attribute.Name] = tftypes.NewValue(attribute.Type, nil)
			continue
		}
		values[attribute.Name] = tftypes.NewValue(attribute.Type, otherwise)
	}
	made, err := tfprotov5.NewDynamicValue(kind, tftypes.NewValue(kind, values))
	return &made, err
}

// filled replaces {region}, {name} and {on}; false if one of them is not known yet.
func filled(form string, identity map[string]string, values map[string]tftypes.Value) (string, bool) {
	read := func(argument string) (string, bool) {
		value, has := values[argument]
		if !has || !value.IsKnown() {
			return "", !has
		}
		found := ""
		if !value.IsNull() {
			_ = value.As(&found)
		}
		return found, true
	}
	name, named := read(identity["named"])
	on, part := read(identity["on"])
	where, placed := read("region")
	if on != "" {
		on += "/"
	}
	if where == "" {
		where = region
	}
	return strings.NewReplacer("{region}", where, "{name}", name, "{on}", on).Replace(form), named && part && placed
}

func (p *provider) ReadDataSource(_ context.Context, r *tfprotov5.ReadDataSourceRequest) (*tfprotov5.ReadDataSourceResponse, error) {
	kind := p.data[r.TypeName].ValueType()
	config, err := r.Config.Unmarshal(kind)
	if err != nil {
		return nil, err
	}
	values := map[string]tftypes.Value{}
	if err := config.As(&values); err != nil {
		return nil, err
	}
	set := func(name, text string) { values[name] = tftypes.NewValue(tftypes.String, text) }
	switch r.TypeName {
	case "aws_caller_identity":
		set("account_id", account)
	case "aws_partition":
		set("partition", "aws")
	case "aws_region":
		if values["region"].IsNull() {
			set("region", region)
		}
	case "aws_iam_policy_document":
		text, err := policy(values)
		if err != nil {
			return nil, err
		}
		set("json", text)
	}
	made, err := tfprotov5.NewDynamicValue(kind, tftypes.NewValue(kind, values))
	return &tfprotov5.ReadDataSourceResponse{State: &made}, err
}

func main() {
	all := map[string]block{}
	p := &provider{resources: map[string]*tfprotov5.Schema{}, data: map[string]*tfprotov5.Schema{}}
	if err := json.Unmarshal(schemaJSON, &all); err != nil {
		panic(err)
	}
	if err := json.Unmarshal(identitiesJSON, &p.identities); err != nil {
		panic(err)
	}
	for name, b := range all {
		if source, isData := strings.CutPrefix(name, "data."); isData {
			p.data[source] = &tfprotov5.Schema{Block: b.schema()}
		} else {
			p.resources[name] = &tfprotov5.Schema{Block: b.schema()}
		}
	}
	if err := tf5server.Serve("registry.terraform.io/hashicorp/aws", func() tfprotov5.ProviderServer { return p }); err != nil {
		panic(err)
	}
}

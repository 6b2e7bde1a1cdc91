package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.rules.ClusterFacts;
import io.clustergateway.rules.Compilation;
import io.clustergateway.rules.Decision;
import io.clustergateway.rules.Finding;
import io.clustergateway.rules.Identity;
import io.clustergateway.rules.Limits;
import io.clustergateway.rules.Question;
import io.clustergateway.rules.RequestFacts;
import io.clustergateway.rules.Rule;
import io.clustergateway.rules.RuleSource;
import io.clustergateway.rules.RulesCompiler;
import io.clustergateway.rules.RulesInForce;
import io.clustergateway.rules.Scope;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of the Go program's example and of its own table of tests decide here what they decide there. */
final class GoRulesTest {
    private static final RequestFacts GET_PODS =
            new RequestFacts("get", "", "pods", "", "default", "", "/api/v1/namespaces/default/pods");

    /** {@code examples/client-identity-exchanger/config.yaml}. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            alice      | sudoer | cluster-1     | super-user | credential
            user-12345 | sudoer | cluster-34567 | super-user | credential
            user-12345 | dev    | cluster-34567 | mapping    | user-34567 []
            user-12345 | dev    | cluster-1     |            | user-12345 [dev]
            alice      | dev    | cluster-34567 |            | alice [dev]
            """)
    void theExampleDecides(String user, String group, String cluster, String rule, String decided) {
        decides(compiled(GoSamples.text("config.yaml")), user, List.of(group), "", cluster, rule, decided);
    }

    /** {@code clustergateway_proxy_configuration_test.go}; where it maps to groups alone a user is added, see below. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {name: user-match, type: PrivilegedIdentityExchanger, source: {user: test}}                                                                 | test      |                    |       |               | user-match            | credential
            {name: group-match, type: StaticMappingIdentityExchanger, source: {group: test-group}, target: {user: u, groups: [projected]}}              | test      | group test-group   |       |               | group-match           | u [projected]
            {name: uid-match, type: PrivilegedIdentityExchanger, source: {uid: "12345"}}                                                                | abc       |                    | 12345 |               | uid-match             | credential
            {name: name-match, type: PrivilegedIdentityExchanger, source: {user: test, cluster: c1}}                                                    | test      | group test-group   |       | c2            |                       | test [group, test-group]
            {name: group-match, type: StaticMappingIdentityExchanger, source: {group: test-group, cluster: c2}, target: {user: u, groups: [projected]}} | test      | group test-group   |       | c2            | group-match           | u [projected]
            {name: user-pattern-match, type: PrivilegedIdentityExchanger, source: {userPattern: "test-.*"}}                                             | test-1234 |                    |       |               | user-pattern-match    | credential
            {name: group-pattern-match, type: StaticMappingIdentityExchanger, source: {groupPattern: "test-group:.+"}, target: {user: u}}               | test      | group:1 test-group:2 |     |               | group-pattern-match   | u []
            {name: cluster-pattern-match, type: StaticMappingIdentityExchanger, source: {clusterPattern: 'cluster-\\d+'}, target: {user: special}}    | test      |                    |       | cluster-1     | cluster-pattern-match | special []
            {name: cluster-pattern-match, type: StaticMappingIdentityExchanger, source: {clusterPattern: 'cluster-\\d+'}, target: {user: special}}      | test      |                    |       | cluster-other |                       | test []
            """)
    void theTableDecides(
            String rule, String user, String groups, String uid, String cluster, String name, String decided) {
        List<String> memberships = groups == null ? List.of() : List.of(groups.split(" "));
        decides(
                compiled(document(rule)),
                user,
                memberships,
                uid == null ? "" : uid,
                cluster == null ? "c" : cluster,
                name,
                decided);
    }

    /** What the table has and this program does not take: docs/migrate-from-go.md has both. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {name: groups-alone, type: StaticMappingIdentityExchanger, source: {group: test-group}, target: {groups: [projected]}}                     | user
            {name: plain-http, type: ExternalIdentityExchanger, source: {clusterPattern: 'cluster-1'}, url: "http://1.2.3.4:5000"}                     | allowInsecureURL
            """)
    void theTableIsRefusedByName(String rule, String named) {
        assertThat(compile(document(rule)).errors())
                .hasSize(1)
                .allSatisfy(fault -> assertThat(fault.message()).contains(named));
    }

    private static void decides(
            RulesInForce rules,
            String user,
            List<String> groups,
            String uid,
            String cluster,
            String rule,
            String decided) {
        Identity caller = new Identity(user, Optional.of(uid).filter(id -> !id.isEmpty()), groups, Map.of());
        Decision decision = rules.decide(new Question(caller, GET_PODS, new ClusterFacts(cluster, Map.of(), "", "")));
        assertThat(decision.rule().map(Rule::name)).isEqualTo(Optional.ofNullable(rule));
        assertThat(said(decision)).isEqualTo(decided);
    }

    private static String said(Decision decision) {
        return decision instanceof Decision.As as
                ? as.identity().user() + " " + as.identity().groups()
                : decision instanceof Decision.AsCredential ? "credential" : String.valueOf(decision);
    }

    private static RulesInForce compiled(String text) {
        Compilation compilation = compile(text);
        assertThat(compilation.findings().stream().filter(Finding::isError)).isEmpty();
        return new RulesInForce(Optional.empty(), compilation.rules().orElseThrow());
    }

    private static Compilation compile(String text) {
        return new RulesCompiler(Limits.DEFAULT, true)
                .compile(Scope.GLOBAL, List.of(new RuleSource("config.yaml", text)));
    }

    private static String document(String rule) {
        return """
                apiVersion: cluster.core.oam.dev/v1alpha1
                kind: ClusterGatewayProxyConfiguration
                spec: {clientIdentityExchanger: {rules: [%s]}}
                """.formatted(rule);
    }
}

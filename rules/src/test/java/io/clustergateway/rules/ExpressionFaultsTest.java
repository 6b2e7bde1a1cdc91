package io.clustergateway.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every fault of an expression at its place in the file. */
final class ExpressionFaultsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    request.usr == "a"                       | 7:20 | undefined field 'usr'
                    requst.user == "a"                       | 7:13 | undeclared reference to 'requst'
                    has(request.foo)                         | 7:16 | undefined field 'foo'
                    request.user == 1                        | 7:26 | no matching overload
                    request.user                             | 7:13 | when: gives string (expected: bool)
                    request.user ==                          | 7:28 | mismatched input '<EOF>'
                    true && request.user.matches("[")        | 7:42 | missing closing ]
                    request.user.matches("(a{1000}){1000}")  | 7:34 | program of 1000000 instructions (expected: at most 2000)
                    matches(request.user, "a{2001}")         | 7:35 | (expected:
                    request.groups.exists(g, g.matches("*")) | 7:48 | missing argument to repetition operator
                    timestamp(request.user) == timestamp("") | 7:22 | undeclared reference to 'timestamp'
                    request{user:"x"} == request             | 7:20 | 'request' is not a type
                    request.user.foo()                       | 7:29 | undeclared reference to 'foo'
                    """)
    void isReportedWhereItStands(String when, String place, String message) {
        assertThat(Texts.findings("- name: x\n  when: %s\n  type: PrivilegedIdentityExchanger\n".formatted(when)))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("file-1:" + place + ": error: when: ")
                        .contains(message));
    }

    @Test
    void targetsAreCheckedForWhatTheyGive() {
        assertThat(Texts.findings("""
                        - name: x
                          source: {user: a}
                          type: StaticMappingIdentityExchanger
                          target:
                            userExpression: request.groups
                            groupsExpression: request.user
                            uidExpression: request
                            extraExpression: '{"a": "b"}'
                        """))
                .containsExactly(
                        "file-1:10:25: error: target.userExpression: gives list(string) (expected: string) (WrongResultType)",
                        "file-1:11:27: error: target.groupsExpression: gives string (expected: list(string)) (WrongResultType)",
                        "file-1:12:24: error: target.uidExpression: gives request (expected: string) (WrongResultType)",
                        "file-1:13:27: error: target.extraExpression: gives map(string, string) "
                                + "(expected: map(string, list(string))) (WrongResultType)");
    }

    @Test
    void everyLineOfABlockHasItsOwnPlace() {
        assertThat(Texts.findings("""
                        - name: x
                          when: |
                            request.user == "a" &&
                              request.usr == "b" &&
                              cluster.nam == "c"
                          type: PrivilegedIdentityExchanger
                        """))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("file-1:9:18: ").contains("'usr'"),
                        line -> assertThat(line).startsWith("file-1:10:18: ").contains("'nam'"));
    }

    @Test
    void faultsOfFormAndOfExpressionsComeTogetherInTheOrderOfTheText() {
        assertThat(Texts.findings("""
                        - {name: a, when: request.a, type: PrivilegedIdentityExchanger}
                        - {name: b, source: {usr: x}, type: PrivilegedIdentityExchanger}
                        - {name: c, source: {userPattern: "("}, type: PrivilegedIdentityExchanger}
                        """))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("file-1:6:").contains("'a'"),
                        line -> assertThat(line).startsWith("file-1:7:").contains("usr"),
                        line -> assertThat(line).startsWith("file-1:8:").contains("BadPattern"));
    }

    @Test
    void aPatternThatIsComputedIsJudgedWhenItIsUsed() {
        assertThat(
                        Texts.findings(
                                "- {name: a, when: 'request.user.matches(\"^\" + cluster.name + \"-[a-z]+$\")', type: PrivilegedIdentityExchanger}"))
                .isEmpty();
        RulesInForce rules = Texts.inForce(
                "- {name: a, when: 'request.user.matches(\"^\" + cluster.name + \"-[a-z]+$\")', type: PrivilegedIdentityExchanger}");
        assertThat(Asking.by("alpha-x").of(rules)).isEqualTo("credential");
        assertThat(Asking.by("alpha-1").of(rules)).isEqualTo("alpha-1");
    }

    @Test
    void aPatternThatTheSenderOfARequestHasASayInIsDoubtful() {
        assertThat(Texts.findings("""
                        - name: a
                          when: request.groups.exists(g, g.matches("^" + request.user + "-admins$"))
                          type: PrivilegedIdentityExchanger
                        """))
                .singleElement()
                .satisfies(line -> assertThat(line).contains("file-1:7:67: warning: ", "(PatternFromRequest)"));
    }
}

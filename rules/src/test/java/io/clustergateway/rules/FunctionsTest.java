package io.clustergateway.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every function and macro that docs/rules.md lists is there and does what it says. */
final class FunctionsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "size(\"a😀b\") == 3 && \"ab\".size() == 2 && size([1]) == 1 && {\"a\": 1}.size() == 1",
                "\"abc\".contains(\"b\") && \"abc\".startsWith(\"a\") && \"abc\".endsWith(\"c\")",
                "\"abc\".matches(\"b\") && matches(\"abc\", \"^a\") && !\"abc\".matches(\"^b\")",
                "int(\"7\") == 7 && int(7.9) == 7 && uint(7) == 7u && double(\"0.5\") == 0.5 && string(7) == \"7\" && bool(\"true\")",
                "bytes(\"a\") == b\"a\" && string(b\"a\") == \"a\" && size(b\"ab\") == 2 && b\"a\" + b\"b\" == b\"ab\"",
                "dyn(7) == 7 && type(7) == int && type(\"\") == string && type([]) == list && type({}) == map",
                "\"abc\".charAt(1) == \"b\" && \"abcb\".indexOf(\"b\") == 1 && \"abcb\".indexOf(\"b\", 2) == 3",
                "\"abcb\".lastIndexOf(\"b\") == 3 && \"abcb\".lastIndexOf(\"b\", 2) == 1",
                "[\"a\", \"b\"].join() == \"ab\" && [\"a\", \"b\"].join(\"-\") == \"a-b\"",
                "\"AbC\".lowerAscii() == \"abc\" && \"AbC\".upperAscii() == \"ABC\" && \" a \".trim() == \"a\"",
                "\"aaa\".replace(\"a\", \"b\") == \"bbb\" && \"aaa\".replace(\"a\", \"b\", 2) == \"bba\"",
                "\"abc\".reverse() == \"cba\" && strings.quote(\"a\") == \"\\\"a\\\"\"",
                "\"a-b-c\".split(\"-\") == [\"a\", \"b\", \"c\"] && \"a-b-c\".split(\"-\", 2) == [\"a\", \"b-c\"]",
                "\"abcd\".substring(2) == \"cd\" && \"abcd\".substring(1, 3) == \"bc\"",
                "sets.contains([1, 2], [2]) && sets.equivalent([1, 1], [1]) && sets.intersects([1], [1, 2])",
                "[1, 2].all(x, x > 0) && [1, 2].exists(x, x == 2) && [1, 2, 2].exists_one(x, x == 1)",
                "[1, 2].filter(x, x > 1) == [2] && [1, 2].map(x, x * 2) == [2, 4] && [1, 2].map(x, x > 1, x + 1) == [3]",
                "{\"a\": 1}.exists(k, k == \"a\") && has({\"a\": 1}.a) && \"a\" in {\"a\": 1} && 1 in [1]",
                "1 + 2 * 3 - 4 / 2 == 5 && 7 % 4 == 3 && -1 < 0 && 1 <= 1 && 2 > 1 && 2 >= 2 && 1 != 2 && 1 < 1.5",
                "[1] + [2] == [1, 2] && \"a\" + \"b\" == \"ab\" && [1, 2][1] == 2 && {\"a\": 1}[\"a\"] == 1 && (true ? 1 : 2) == 1",
                "null == null && \"\"\"a\nb\"\"\" == \"a\\nb\" && 0x10 == 16 && 1u == 1u && 1e1 == 10.0",
            })
    void holds(String when) {
        String quoted = when.replace("'", "''").replace("\n", "\n\n");
        RulesInForce rules =
                Texts.inForce("- {name: a, when: '%s', type: PrivilegedIdentityExchanger}".formatted(quoted));
        Explanation explanation = rules.explain(Asking.by("x").question());
        assertThat(Said.of(explanation.decision()))
                .as(explanation.asked().toString())
                .isEqualTo("credential");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "timestamp(request.user) == timestamp(request.user)",
                "duration(\"1s\") == duration(\"1s\")",
                "cel.bind(a, 1, a) == 1",
                "request.?user == optional.none()",
                "lists.range(3) == []",
                "math.greatest(1, 2) == 2",
                "google.protobuf.Timestamp{} == google.protobuf.Timestamp{}",
            })
    void isNotOffered(String when) {
        assertThat(Texts.findings("- {name: a, when: '%s', type: PrivilegedIdentityExchanger}".formatted(when)))
                .isNotEmpty()
                .allMatch(line -> line.contains("error: when: "));
    }
}

package io.clustergateway.rules;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * A condition as the fuzz test thinks of it: what it is in CEL, and what it means, told in the plainest Java and without
 * a look at how the engine does it.
 *
 * @param cel the expression
 * @param meaning its value; throws where CEL does
 */
record FuzzedExpr(String cel, Function<Question, Boolean> meaning) {
    /** What CEL throws. */
    static final class Thrown extends RuntimeException {
        private static final long serialVersionUID = 1;

        Thrown() {
            super("thrown", null, false, false);
        }
    }

    /** A text, and how CEL gets at it. */
    record Text(String cel, Function<Question, String> meaning) {}

    /** A test of a text {@code x}. */
    record TextTest(String cel, Function<String, Boolean> meaning) {
        FuzzedExpr of(Text text) {
            return new FuzzedExpr(
                    cel.replace("$x", text.cel()),
                    question -> meaning.apply(text.meaning().apply(question)));
        }
    }

    static TextTest is(String literal) {
        return new TextTest("$x == " + quoted(literal), literal::equals);
    }

    static TextTest isOnTheRight(String literal) {
        return new TextTest(quoted(literal) + " == $x", literal::equals);
    }

    static TextTest isNot(String literal) {
        return new TextTest("$x != " + quoted(literal), text -> !literal.equals(text));
    }

    static TextTest isOneOf(List<String> literals) {
        return new TextTest("$x in " + quoted(literals), literals::contains);
    }

    static TextTest startsWith(String literal) {
        return new TextTest("$x.startsWith(" + quoted(literal) + ")", text -> text.startsWith(literal));
    }

    static TextTest endsWith(String literal) {
        return new TextTest("$x.endsWith(" + quoted(literal) + ")", text -> text.endsWith(literal));
    }

    static TextTest contains(String literal) {
        return new TextTest("$x.contains(" + quoted(literal) + ")", text -> text.contains(literal));
    }

    static TextTest matches(String pattern) {
        return new TextTest(
                "$x.matches(" + quoted(pattern) + ")",
                text -> Pattern.compile(pattern).matcher(text).find());
    }

    static TextTest lowered(String literal) {
        return new TextTest(
                "$x.lowerAscii() == " + quoted(literal),
                text -> text.toLowerCase(Locale.ROOT).equals(literal));
    }

    static TextTest isLong(int length) {
        return new TextTest("size($x) > " + length, text -> text.codePointCount(0, text.length()) > length);
    }

    static TextTest secondPart(String literal) {
        return new TextTest("$x.split(\"-\")[1] == " + quoted(literal), text -> {
            String[] parts = text.split("-", -1);
            if (parts.length < 2) {
                throw new Thrown();
            }
            return parts[1].equals(literal);
        });
    }

    static FuzzedExpr constant(boolean value) {
        return new FuzzedExpr(String.valueOf(value), question -> value);
    }

    static FuzzedExpr inGroup(String group) {
        return new FuzzedExpr(
                quoted(group) + " in request.groups",
                question -> question.caller().groups().contains(group));
    }

    static FuzzedExpr inOneOf(List<String> groups) {
        return new FuzzedExpr(
                quoted(groups) + ".exists(it, it in request.groups)",
                question -> groups.stream().anyMatch(question.caller().groups()::contains));
    }

    static FuzzedExpr anyGroup(TextTest test) {
        return new FuzzedExpr("request.groups.exists(g, " + test.cel().replace("$x", "g") + ")", question -> {
            boolean isThrown = false;
            for (String group : question.caller().groups()) {
                try {
                    if (test.meaning().apply(group)) {
                        return true;
                    }
                } catch (Thrown e) {
                    isThrown = true;
                }
            }
            return orThrown(false, isThrown);
        });
    }

    static FuzzedExpr allGroups(TextTest test) {
        return new FuzzedExpr("request.groups.all(g, " + test.cel().replace("$x", "g") + ")", question -> {
            boolean isThrown = false;
            for (String group : question.caller().groups()) {
                try {
                    if (!test.meaning().apply(group)) {
                        return false;
                    }
                } catch (Thrown e) {
                    isThrown = true;
                }
            }
            return orThrown(true, isThrown);
        });
    }

    static FuzzedExpr groupCount(int count) {
        return new FuzzedExpr(
                "request.groups.filter(g, g.contains(\"e\")).size() == " + count,
                question -> question.caller().groups().stream()
                                .filter(group -> group.contains("e"))
                                .count()
                        == count);
    }

    static FuzzedExpr groupAt(int place, String literal) {
        return new FuzzedExpr("request.groups[%d] == %s".formatted(place, quoted(literal)), question -> {
            if (place >= question.caller().groups().size()) {
                throw new Thrown();
            }
            return question.caller().groups().get(place).equals(literal);
        });
    }

    static FuzzedExpr hasLabel(String key) {
        return new FuzzedExpr(
                "has(cluster.labels." + key + ")",
                question -> question.cluster().labels().containsKey(key));
    }

    static FuzzedExpr isLabel(String key) {
        return new FuzzedExpr(
                quoted(key) + " in cluster.labels",
                question -> question.cluster().labels().containsKey(key));
    }

    static FuzzedExpr extraHas(String key, String value) {
        return new FuzzedExpr(
                "request.extra[%s].exists(v, v == %s)".formatted(quoted(key), quoted(value)), question -> {
                    List<String> values = question.caller().extra().get(key);
                    if (values == null) {
                        throw new Thrown();
                    }
                    return values.contains(value);
                });
    }

    FuzzedExpr and(FuzzedExpr other) {
        return new FuzzedExpr("(%s) && (%s)".formatted(cel, other.cel), question -> {
            boolean isThrown = false;
            for (FuzzedExpr side : List.of(this, other)) {
                try {
                    if (!side.meaning.apply(question)) {
                        return false;
                    }
                } catch (Thrown e) {
                    isThrown = true;
                }
            }
            return orThrown(true, isThrown);
        });
    }

    FuzzedExpr or(FuzzedExpr other) {
        return new FuzzedExpr("(%s) || (%s)".formatted(cel, other.cel), question -> {
            boolean isThrown = false;
            for (FuzzedExpr side : List.of(this, other)) {
                try {
                    if (side.meaning.apply(question)) {
                        return true;
                    }
                } catch (Thrown e) {
                    isThrown = true;
                }
            }
            return orThrown(false, isThrown);
        });
    }

    FuzzedExpr not() {
        return new FuzzedExpr("!(%s)".formatted(cel), question -> !meaning.apply(question));
    }

    FuzzedExpr isValue(boolean value) {
        return new FuzzedExpr("(%s) == %s".formatted(cel, value), question -> meaning.apply(question) == value);
    }

    FuzzedExpr isNotValue(boolean value) {
        return new FuzzedExpr("(%s) != %s".formatted(cel, value), question -> meaning.apply(question) != value);
    }

    FuzzedExpr then(FuzzedExpr yes, FuzzedExpr no) {
        return new FuzzedExpr(
                "(%s) ? (%s) : (%s)".formatted(cel, yes.cel, no.cel),
                question -> (meaning.apply(question) ? yes : no).meaning.apply(question));
    }

    static String quoted(String text) {
        StringBuilder literal = new StringBuilder("\"");
        text.chars()
                .forEach(character -> literal.append(
                        character < 0x20 || character == '"' || character == '\\' || character == 0x7f
                                ? "\\u%04x".formatted(character)
                                : String.valueOf((char) character)));
        return literal.append('"').toString();
    }

    private static String quoted(List<String> texts) {
        return texts.stream().map(FuzzedExpr::quoted).toList().toString();
    }

    private static boolean orThrown(boolean value, boolean isThrown) {
        if (isThrown) {
            throw new Thrown();
        }
        return value;
    }
}

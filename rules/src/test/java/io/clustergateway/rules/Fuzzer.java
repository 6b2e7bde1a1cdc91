package io.clustergateway.rules;

import io.clustergateway.rules.FuzzedExpr.Text;
import io.clustergateway.rules.FuzzedExpr.TextTest;
import io.clustergateway.rules.FuzzedRule.Computed;
import io.clustergateway.rules.FuzzedRule.Target;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/** Makes rules and questions that often meet, and texts that are hard on whoever quotes or splits them. */
final class Fuzzer {
    private static final List<String> NAMES = List.of(
            "alice",
            "bob",
            "ALICE",
            "team-a",
            "team-b",
            "a-b",
            "x",
            "system:anonymous",
            "ünï",
            "😀x",
            "q\"\\'",
            "-",
            "a.c");
    private static final List<String> HOSTILE = List.of("a\nb", "a\r\nb: c", "nul\0", "\u007f");
    private static final List<String> GROUPS = List.of(
            "dev",
            "ops",
            "team-a",
            "team-b",
            "system:masters",
            "system:nodes",
            "system:kube-proxy",
            "system:authenticated",
            "system:unauthenticated",
            "masters",
            "e😀");
    private static final List<String> CLUSTERS = List.of("alpha", "beta", "prod-1", "x");
    private static final List<String> PATTERNS = List.of(
            "a",
            "^a",
            "a$",
            "^alice$",
            "^team-.*",
            "^team-.*$",
            "team-(a|b)",
            "[a-z]+",
            "^$",
            "",
            ".*",
            "(?i)ALICE",
            "a.c",
            "a\\.c",
            "^.$",
            "^a.*b$",
            "\\bteam\\b",
            "^😀",
            "x$|^b");
    private static final List<String> LABELS = List.of("region", "zone", "tier");
    private static final List<String> LABEL_VALUES = List.of("eu", "us", "a", "");
    private static final List<String> UIDS = List.of("", "id-1", "id-2");
    private static final List<String> KEYS =
            List.of("team", "example.com/x", "authentication.kubernetes.io/pod-name", "k");

    private final Random random;

    Fuzzer(Random random) {
        this.random = random;
    }

    FuzzedDocument document() {
        List<FuzzedRule> rules = new ArrayList<>();
        for (int number = random.nextInt(8); number > 0; number--) {
            rules.add(rule("rule-" + number));
        }
        return new FuzzedDocument(
                rules,
                maybe(4, () -> oneOf(List.of(DefaultAction.values()))),
                new PassingOverrides(
                        maybe(3, random::nextBoolean),
                        maybe(5, () -> oneOf(List.of("", "hub:", "system:"))),
                        maybe(4, random::nextBoolean),
                        maybe(
                                4,
                                () -> some(List.of(
                                        "*", "team", "example.com/*", "authentication.kubernetes.io/*", "auth*")))));
    }

    private FuzzedRule rule(String name) {
        boolean isAboutFields = random.nextInt(3) > 0;
        RuleType type = oneOf(List.of(RuleType.values()));
        return new FuzzedRule(
                name,
                random.nextInt(3) - 1,
                type,
                isAboutFields ? Optional.of(source()) : Optional.empty(),
                !isAboutFields || random.nextInt(3) == 0 ? Optional.of(condition(3)) : Optional.empty(),
                target());
    }

    private Map<String, String> source() {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field :
                some(List.of("user", "group", "uid", "cluster", "userPattern", "groupPattern", "clusterPattern"))) {
            String value = switch (field) {
                case "user" -> oneOf(NAMES);
                case "group" -> oneOf(GROUPS);
                case "uid" -> "id-1";
                case "cluster" -> oneOf(CLUSTERS);
                default -> oneOf(PATTERNS);
            };
            if (!value.isEmpty() && fields.size() < 2) {
                fields.put(field, value);
            }
        }
        return fields;
    }

    FuzzedExpr condition(int depth) {
        if (depth == 0 || random.nextInt(4) == 0) {
            return leaf();
        }
        FuzzedExpr left = condition(depth - 1);
        return switch (random.nextInt(9)) {
            case 0, 1, 2 -> left.and(condition(depth - 1));
            case 3, 4 -> left.or(condition(depth - 1));
            case 5 -> left.not();
            case 6 -> left.isValue(random.nextBoolean());
            case 7 -> left.isNotValue(random.nextBoolean());
            default -> left.then(condition(depth - 1), condition(depth - 1));
        };
    }

    private FuzzedExpr leaf() {
        return switch (random.nextInt(14)) {
            case 0 -> FuzzedExpr.constant(random.nextBoolean());
            case 1 -> FuzzedExpr.inGroup(oneOf(GROUPS));
            case 2 -> FuzzedExpr.inOneOf(some(GROUPS));
            case 3 -> FuzzedExpr.anyGroup(test(GROUPS));
            case 4 -> FuzzedExpr.allGroups(test(GROUPS));
            case 5 -> FuzzedExpr.groupCount(random.nextInt(3));
            case 6 -> FuzzedExpr.groupAt(random.nextInt(3), oneOf(GROUPS));
            case 7 -> FuzzedExpr.hasLabel(oneOf(LABELS));
            case 8 -> FuzzedExpr.isLabel(oneOf(LABELS));
            case 9 -> FuzzedExpr.extraHas(oneOf(KEYS), oneOf(NAMES));
            case 10 -> test(LABEL_VALUES).of(label());
            case 11 ->
                test(List.of("get", "list", "create"))
                        .of(new Text("request.verb", asked -> asked.request().verb()));
            case 12 ->
                test(CLUSTERS)
                        .of(new Text("cluster.name", asked -> asked.cluster().name()));
            default ->
                test(NAMES).of(new Text("request.user", asked -> asked.caller().user()));
        };
    }

    private Text label() {
        String key = oneOf(LABELS);
        String cel = random.nextBoolean() ? "cluster.labels." + key : "cluster.labels[\"" + key + "\"]";
        return new Text(cel, question -> {
            String value = question.cluster().labels().get(key);
            if (value == null) {
                throw new FuzzedExpr.Thrown();
            }
            return value;
        });
    }

    private TextTest test(List<String> values) {
        String value = random.nextInt(8) == 0 ? oneOf(HOSTILE) : oneOf(values);
        String part = value.substring(value.offsetByCodePoints(0, Math.min(1, value.length())));
        return switch (random.nextInt(12)) {
            case 0, 1 -> FuzzedExpr.is(value);
            case 2 -> FuzzedExpr.isOnTheRight(value);
            case 3 -> FuzzedExpr.isNot(value);
            case 4 -> FuzzedExpr.isOneOf(some(values));
            case 5 -> FuzzedExpr.startsWith(value.substring(0, value.length() - part.length()));
            case 6 -> FuzzedExpr.endsWith(part);
            case 7 -> FuzzedExpr.contains(part);
            case 8 -> FuzzedExpr.matches(oneOf(PATTERNS));
            case 9 -> FuzzedExpr.isLong(random.nextInt(6));
            case 10 -> FuzzedExpr.secondPart("a");
            default -> FuzzedExpr.lowered("alice");
        };
    }

    private Target target() {
        return new Target(user(), maybe(2, this::groups), maybe(4, this::uid), maybe(4, this::extra));
    }

    private Computed<String> user() {
        String literal = oneOf(NAMES);
        Text label = label();
        return switch (random.nextInt(6)) {
            case 0 ->
                new Computed<>(
                        "request.user", true, question -> question.caller().user());
            case 1 ->
                new Computed<>(
                        "\"eu:\" + request.user",
                        true,
                        question -> "eu:" + question.caller().user());
            case 2 -> new Computed<>(label.cel(), true, label.meaning());
            case 3 ->
                new Computed<>(
                        "request.uid", true, question -> question.caller().uid().orElse(""));
            default -> new Computed<>(FuzzedExpr.quoted(literal), false, question -> literal);
        };
    }

    private Computed<List<String>> groups() {
        List<String> literal = some(GROUPS);
        return switch (random.nextInt(5)) {
            case 0 ->
                new Computed<>(
                        "request.groups", true, question -> question.caller().groups());
            case 1 ->
                new Computed<>(
                        "request.groups.filter(g, g.startsWith(\"team-\"))",
                        true,
                        question -> question.caller().groups().stream()
                                .filter(group -> group.startsWith("team-"))
                                .toList());
            case 2 ->
                new Computed<>(
                        "request.groups.map(g, cluster.name + \":\" + g)",
                        true,
                        question -> question.caller().groups().stream()
                                .map(group -> question.cluster().name() + ":" + group)
                                .toList());
            default ->
                new Computed<>(
                        literal.stream().map(FuzzedExpr::quoted).toList().toString(), false, question -> literal);
        };
    }

    private Computed<String> uid() {
        return random.nextBoolean()
                ? new Computed<>(
                        "request.uid", true, question -> question.caller().uid().orElse(""))
                : new Computed<>("id-9", false, question -> "id-9");
    }

    private Computed<Map<String, List<String>>> extra() {
        return random.nextBoolean()
                ? new Computed<>(
                        "request.extra", true, question -> question.caller().extra())
                : new Computed<>("{k: [v, w]}", false, question -> Map.of("k", List.of("v", "w")));
    }

    Question question() {
        String user = random.nextInt(30) == 0 ? oneOf(HOSTILE) : oneOf(NAMES);
        List<String> groups = new ArrayList<>(some(GROUPS));
        if (random.nextInt(40) == 0) {
            groups.add(oneOf(HOSTILE));
        }
        String uid = oneOf(UIDS);
        Map<String, List<String>> extra = new LinkedHashMap<>();
        for (String key : some(KEYS)) {
            extra.put(key, some(NAMES));
        }
        Map<String, String> labels = new LinkedHashMap<>();
        for (String key : some(LABELS)) {
            labels.put(key, oneOf(LABEL_VALUES));
        }
        Identity caller = new Identity(user, Optional.of(uid).filter(id -> !id.isEmpty()), groups, extra);
        RequestFacts request = new RequestFacts(
                oneOf(List.of("get", "list", "create", "delete")), "", "pods", "", "ns", "web", "/api");
        return new Question(caller, request, new ClusterFacts(oneOf(CLUSTERS), labels, "", ""));
    }

    /** Some text or other made of a good one. */
    String broken(String text) {
        StringBuilder broken = new StringBuilder(text);
        for (int times = 1 + random.nextInt(3); times > 0 && !broken.isEmpty(); times--) {
            int at = random.nextInt(broken.length());
            switch (random.nextInt(4)) {
                case 0 -> broken.deleteCharAt(at);
                case 1 -> broken.insert(at, (char) random.nextInt(0x250));
                case 2 -> broken.setLength(at);
                default -> broken.insert(at, text, 0, random.nextInt(text.length()));
            }
        }
        return broken.toString();
    }

    private <T> Optional<T> maybe(int oneIn, Supplier<T> value) {
        return random.nextInt(oneIn) == 0 ? Optional.of(value.get()) : Optional.empty();
    }

    private <T> T oneOf(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private <T> List<T> some(List<T> values) {
        Set<T> chosen = new HashSet<>();
        List<T> some = new ArrayList<>();
        for (int count = random.nextInt(4); count > 0; count--) {
            T value = oneOf(values);
            if (chosen.add(value)) {
                some.add(value);
            }
        }
        return some;
    }
}

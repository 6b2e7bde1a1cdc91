package io.clustergateway.rules.tools.cases;

import io.clustergateway.rules.ClusterFacts;
import io.clustergateway.rules.Decision;
import io.clustergateway.rules.Identity;
import io.clustergateway.rules.document.yaml.Faults;
import io.clustergateway.rules.document.yaml.Node;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads one case. */
final class CaseReader {
    private static final List<String> FIELDS = List.of("name", "caller", "cluster", "request", "expect", "rule");
    private static final List<String> IDENTITY = List.of("user", "uid", "groups", "extra");
    private static final List<String> EXPECT =
            List.of("user", "uid", "groups", "extra", "privileged", "refused", "external");
    private static final List<String> CLUSTER = List.of("name", "labels", "alias", "provider");
    private static final List<String> REQUEST = List.of("verb", "path");
    private static final List<String> OUTCOMES = List.of("user", "privileged", "refused", "external");

    private final Faults faults;
    private final Set<String> names;

    CaseReader(Faults faults, Set<String> names) {
        this.faults = faults;
        this.names = names;
    }

    /** The case; empty when anything in it is wrong. */
    Optional<TestCase> read(Node node, int index) {
        if (!(node instanceof Node.Fields fields)) {
            faults.error("WrongKind", node.at(), "cases[%d]: %s (expected: a map)".formatted(index, node.kind()));
            return Optional.empty();
        }
        CaseFields read = new CaseFields("", fields, FIELDS, faults);
        int before = faults.errors();
        String name = name(read);
        Optional<CaseFields> caller = required(read, "caller", IDENTITY);
        Optional<Identity> identity = caller.flatMap(this::identity);
        Optional<ClusterFacts> facts =
                read.value("cluster").filter(Node.Fields.class::isInstance).isPresent()
                        ? read.fields("cluster", CLUSTER).map(CaseReader::facts)
                        : Optional.empty();
        String member = facts.map(ClusterFacts::name).or(() -> memberName(read)).orElse("");
        RequestLine request =
                read.fields("request", REQUEST).map(CaseReader::request).orElse(RequestLine.DEFAULT);
        Optional<Expectation> expect = required(read, "expect", EXPECT).flatMap(this::expectation);
        Optional<String> rule = read.anyText("rule");
        return faults.errors() > before || identity.isEmpty() || expect.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new TestCase(name, read.at(), identity.get(), member, facts, request, expect.get(), rule));
    }

    private String name(CaseFields read) {
        Optional<String> name = read.text("name");
        if (read.value("name").isEmpty()) {
            read.missing("name", "a few words that no other case has");
        }
        if (name.isPresent() && !names.add(name.get())) {
            read.wrong("DuplicateName", "name", name.get() + " is taken", "unique in the file");
        }
        return name.orElse("");
    }

    private static Optional<CaseFields> required(CaseFields read, String name, List<String> fields) {
        if (read.value(name).isEmpty()) {
            read.missing(name, "a map with " + String.join(", ", fields));
        }
        return read.fields(name, fields);
    }

    private static Optional<String> memberName(CaseFields read) {
        if (read.value("cluster").isEmpty()) {
            read.missing("cluster", "the member's name, or a map with " + String.join(", ", CLUSTER));
        }
        return read.text("cluster");
    }

    private static ClusterFacts facts(CaseFields cluster) {
        if (cluster.value("name").isEmpty()) {
            cluster.missing("name", "the member's name");
        }
        return new ClusterFacts(
                cluster.text("name").orElse(""),
                cluster.textsByKey("labels"),
                cluster.anyText("alias").orElse(""),
                cluster.anyText("provider").orElse(""));
    }

    private static RequestLine request(CaseFields request) {
        String path = request.text("path").orElse(RequestLine.DEFAULT.path());
        if (!path.startsWith("/")) {
            request.wrong("InvalidPath", "path", path, "the path at the member, which begins with a slash");
        }
        return new RequestLine(request.text("verb").orElse(RequestLine.DEFAULT.verb()), path);
    }

    private Optional<Identity> identity(CaseFields fields) {
        if (fields.value("user").isEmpty()) {
            fields.missing("user", "a name");
        }
        Map<String, List<String>> extra = new TreeMap<>();
        fields.listsByKey("extra").forEach((key, values) -> extra.put(key.toLowerCase(Locale.ROOT), values));
        return fields.text("user")
                .map(user -> new Identity(
                        user,
                        fields.anyText("uid").filter(uid -> !uid.isEmpty()),
                        fields.texts("groups").orElse(List.of()),
                        extra));
    }

    private Optional<Expectation> expectation(CaseFields expect) {
        List<String> given =
                OUTCOMES.stream().filter(name -> expect.value(name).isPresent()).toList();
        if (given.size() != 1) {
            faults.error(
                    "ExclusiveFields",
                    expect.at(),
                    "expect: %s (expected: one of %s)"
                            .formatted(
                                    given.isEmpty() ? "nothing" : String.join(" and ", given),
                                    String.join(", ", OUTCOMES)));
            return Optional.empty();
        }
        return switch (given.get(0)) {
            case "privileged" -> privileged(expect);
            case "refused" -> expect.text("refused").flatMap(reason -> refused(expect, reason));
            case "external" -> expect.text("external").map(Expectation.External::new);
            default -> identity(expect).map(Expectation.Somebody::new);
        };
    }

    private static Optional<Expectation> privileged(CaseFields expect) {
        if (!expect.flag("privileged").orElse(true)) {
            expect.wrong("InvalidBoolean", "privileged", "false", "true, or another expectation");
        }
        return Optional.of(new Expectation.Privileged());
    }

    private static Optional<Expectation> refused(CaseFields expect, String reason) {
        Optional<Expectation> refused = Arrays.stream(Decision.Reason.values())
                .filter(known -> known.toString().equals(reason))
                .findFirst()
                .map(Expectation.Refused::new);
        if (refused.isEmpty()) {
            List<String> known = Arrays.stream(Decision.Reason.values())
                    .map(Decision.Reason::toString)
                    .toList();
            expect.wrong("UnknownReason", "refused", reason, String.join(", ", known));
        }
        return refused;
    }
}

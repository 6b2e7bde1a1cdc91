package io.clustergateway.dist.rules;

import io.clustergateway.kernel.StartFault;
import io.clustergateway.rules.RuleSource;
import io.clustergateway.rules.tools.Comparison;
import io.clustergateway.rules.tools.Comparison.Change;
import io.clustergateway.rules.tools.Comparison.Counted;
import io.clustergateway.rules.tools.cases.CaseSet;
import io.clustergateway.rules.tools.cases.CasesReader;
import io.clustergateway.rules.tools.cases.TestCase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cluster-gateway rules diff}. */
@Command(
        name = "diff",
        sortOptions = false,
        exitCodeOnExecutionException = DiffCommand.TROUBLE,
        description = {
            "Tell who would become somebody else under other rules.",
            "",
            "Exits with 0 when nobody would, with 1 when somebody would, with 2 when it cannot tell.",
            ""
        })
final class DiffCommand implements Callable<Integer> {
    static final int TROUBLE = 2;
    private static final Pattern MEMBER_VARIABLES = Pattern.compile("\\bcluster\\.(labels|alias|provider)\\b");

    @Mixin
    private Help help = new Help();

    @Mixin
    private Output output = new Output();

    @Spec
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Asked asked = new Asked();

    @Option(
            names = "--members",
            paramLabel = "FILE",
            description = "Manifests of member Secrets, of which labels, alias and provider are taken, such as"
                    + " 'kubectl get secrets -o yaml' prints them; with their own rules unless OLD and NEW have these.")
    private List<String> members = List.of();

    @Parameters(index = "0", paramLabel = "OLD", description = "File or folder of rules, member Secret, or -.")
    private String old = "";

    @Parameters(index = "1", paramLabel = "NEW", description = "Likewise.")
    private String now = "";

    /** Whose questions are asked. */
    static final class Asked {
        @Option(
                names = "--cases",
                required = true,
                paramLabel = "FILE",
                description = "Ask as these cases do; what they expect makes no difference.")
        private Optional<String> cases = Optional.empty();

        @Option(
                names = "--requests",
                required = true,
                paramLabel = "LOG",
                description =
                        "Ask for each request to a member in this audit log of the hub: audit.k8s.io/v1 Events as JSON"
                                + " lines; - is standard input.")
        private Optional<String> requests = Optional.empty();
    }

    @Override
    public Integer call() {
        if (asked.cases.isPresent() == asked.requests.isPresent()) {
            throw new ParameterException(spec.commandLine(), "--cases or --requests: missing (expected: one of them)");
        }
        List<RuleSource> described = TextFiles.read(members);
        Books books = new Books();
        List<RuleSource> before = TextFiles.read(List.of(old));
        List<RuleSource> after = TextFiles.read(List.of(now));
        Comparison comparison = new Comparison(books.compile(before, described), books.compile(after, described));
        Set<String> unknown = new TreeSet<>();
        asked.cases.ifPresent(file -> askCases(file, comparison));
        asked.requests.ifPresent(log -> askRequests(log, comparison, unknown));
        if (!unknown.isEmpty() && usesMemberVariables(before, after)) {
            spec.commandLine()
                    .getErr()
                    .println(
                            "Note: nothing is known of %s, so labels, alias and provider count as none there (mend: --members)"
                                    .formatted(String.join(", ", unknown)));
        }
        List<Counted> changes = comparison.changes();
        output.print(() -> words(changes, comparison), () -> json(changes, comparison));
        return changes.isEmpty() ? 0 : 1;
    }

    private static void askCases(String file, Comparison comparison) {
        CasesReader.Cases cases = CasesReader.read(TextFiles.file(file));
        Books.refuse(cases.findings());
        for (CaseSet set : cases.sets()) {
            for (TestCase test : set.cases()) {
                try {
                    comparison.ask(test.caller(), Requests.facts(test.request()), test.member(), test.facts());
                } catch (IllegalArgumentException e) {
                    throw new StartFault("%s: %s".formatted(test.at(), e.getMessage()), e);
                }
            }
        }
    }

    private void askRequests(String log, Comparison comparison, Set<String> unknown) {
        try (BufferedReader lines = open(log)) {
            new AuditLog(log).read(lines, request -> {
                comparison.ask(request.caller(), request.facts(), request.member(), Optional.empty());
                if (!comparison.knows(request.member())) {
                    unknown.add(request.member());
                }
            });
        } catch (IOException e) {
            throw new StartFault("%s: cannot be read (expected: an audit log)".formatted(log), e);
        }
        if (comparison.questions() == 0) {
            throw new StartFault(
                    "%s: no request to a member in it (expected: audit.k8s.io/v1 Events of clustergateways/proxy)"
                            .formatted(log));
        }
    }

    private static BufferedReader open(String log) throws IOException {
        return log.equals("-")
                ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                : Files.newBufferedReader(Path.of(log), StandardCharsets.UTF_8);
    }

    private static boolean usesMemberVariables(List<RuleSource> before, List<RuleSource> after) {
        List<RuleSource> all = new ArrayList<>(before);
        all.addAll(after);
        return all.stream()
                .anyMatch(source -> MEMBER_VARIABLES.matcher(source.text()).find());
    }

    private List<String> words(List<Counted> changes, Comparison comparison) {
        List<String> lines = new ArrayList<>();
        for (Counted counted : changes) {
            Change change = counted.change();
            lines.add("%6d  %s at %s: %s -> %s"
                    .formatted(counted.count(), change.caller(), change.member(), change.before(), change.after()));
        }
        int requests = changes.stream().mapToInt(Counted::count).sum();
        String what = asked.cases.isPresent() ? "cases" : "requests";
        lines.add(
                changes.isEmpty()
                        ? "nobody would become somebody else in %d %s".formatted(comparison.questions(), what)
                        : "%d of %d %s would be somebody else's".formatted(requests, comparison.questions(), what));
        return lines;
    }

    private static JsonObject json(List<Counted> changes, Comparison comparison) {
        JsonArray all = new JsonArray();
        changes.forEach(counted -> all.add(new JsonObject()
                .put("count", counted.count())
                .put("caller", counted.change().caller())
                .put("member", counted.change().member())
                .put("before", counted.change().before())
                .put("after", counted.change().after())));
        return new JsonObject().put("questions", comparison.questions()).put("changes", all);
    }
}

package io.clustergateway.dist.rules;

import io.clustergateway.kernel.StartFault;
import io.clustergateway.rules.RuleSource;
import io.clustergateway.rules.tools.RuleBook;
import io.clustergateway.rules.tools.cases.CaseRun;
import io.clustergateway.rules.tools.cases.CaseRun.Result;
import io.clustergateway.rules.tools.cases.CaseSet;
import io.clustergateway.rules.tools.cases.CasesReader;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code cluster-gateway rules test}. */
@Command(
        name = "test",
        sortOptions = false,
        description = {
            "Put cases to rules: who must be whom (docs/rules.md tells how cases are written).",
            "",
            "Exits with 0 when all pass, with 1 when one fails or cannot be run.",
            ""
        })
final class TestCommand implements Callable<Integer> {
    @Mixin
    private Help help = new Help();

    @Mixin
    private Output output = new Output();

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Cases: kind ClusterGatewayRulesTest.")
    private List<String> files = List.of();

    @Override
    public Integer call() {
        List<Result> results = new ArrayList<>();
        Books books = new Books();
        for (String file : files) {
            RuleSource text = TextFiles.file(file);
            CasesReader.Cases cases = CasesReader.read(text);
            Books.refuse(cases.findings());
            cases.sets().forEach(set -> results.addAll(run(set, rules(books, set, file))));
        }
        output.print(() -> words(results), () -> json(results));
        return results.stream().allMatch(Result::isPassed) ? 0 : 1;
    }

    private static RuleBook rules(Books books, CaseSet set, String file) {
        Path folder = Optional.ofNullable(Path.of(file).getParent()).orElse(Path.of(""));
        RuleBook book = books.compile(TextFiles.read(folder, set.rules()));
        if (set.shadow() && book.shadow().isEmpty()) {
            throw new StartFault(
                    "%s: shadow: true, but no rules of these are shadow rules (expected: spec.shadow: true)"
                            .formatted(set.at()));
        }
        return set.shadow() ? book.inShadow() : book;
    }

    private static List<Result> run(CaseSet set, RuleBook rules) {
        CaseRun run = new CaseRun(rules, Requests::facts);
        return set.cases().stream().map(run::run).toList();
    }

    private static List<String> words(List<Result> results) {
        List<String> lines = new ArrayList<>();
        for (Result result : results) {
            lines.add(
                    result.isPassed()
                            ? "PASS %s".formatted(result.test().name())
                            : "FAIL %s (%s)"
                                    .formatted(
                                            result.test().name(), result.test().at()));
            result.differences().forEach(difference -> lines.add("     " + difference));
        }
        long failed = failed(results);
        lines.add("%s: %d cases, %d failed".formatted(failed == 0 ? "PASS" : "FAIL", results.size(), failed));
        return lines;
    }

    private static long failed(List<Result> results) {
        return results.stream().filter(result -> !result.isPassed()).count();
    }

    private static JsonObject json(List<Result> results) {
        JsonArray cases = new JsonArray();
        results.forEach(result -> cases.add(new JsonObject()
                .put("name", result.test().name())
                .put("at", result.test().at().toString())
                .put("passed", result.isPassed())
                .put("differences", new JsonArray(new ArrayList<>(result.differences())))));
        return new JsonObject()
                .put("cases", cases)
                .put("passed", results.size() - failed(results))
                .put("failed", failed(results));
    }
}

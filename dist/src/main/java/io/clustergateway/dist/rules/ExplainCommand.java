package io.clustergateway.dist.rules;

import io.clustergateway.kernel.StartFault;
import io.clustergateway.rules.Question;
import io.clustergateway.rules.RequestFacts;
import io.clustergateway.rules.tools.RuleBook;
import io.clustergateway.rules.tools.RuleTexts;
import io.clustergateway.rules.tools.cases.RequestLine;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cluster-gateway rules explain}. */
@Command(
        name = "explain",
        sortOptions = false,
        description = {
            "Tell who a caller is at a member: which rule decides, why each one before it does not, and the headers that the"
                    + " member gets.",
            "",
            "Exits with 0 whatever the rules say, with 1 when they are wrong.",
            ""
        })
final class ExplainCommand implements Callable<Integer> {
    @Mixin
    private Help help = new Help();

    @Mixin
    private CallerFlags caller = new CallerFlags();

    @Mixin
    private MemberFlags member = new MemberFlags();

    @Option(
            names = "--verb",
            paramLabel = "VERB",
            description = "What is asked of the member: a verb of Kubernetes or an HTTP method. Default: get.")
    private String verb = RequestLine.DEFAULT.verb();

    @Option(
            names = "--path",
            paramLabel = "PATH",
            description = "The path at the member, such as /api/v1/namespaces/shop/pods. Default: /version.")
    private String path = RequestLine.DEFAULT.path();

    @Option(names = "--shadow", description = "Ask the shadow rules instead of those in force.")
    private boolean shadow;

    @Mixin
    private Output output = new Output();

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "File or folder of rules, member Secret, or -.")
    private List<String> files = List.of();

    @Override
    public Integer call() {
        RuleTexts texts = member.with(RuleTexts.of(TextFiles.read(files)));
        RuleBook rules = rules(texts);
        Question question = new Question(caller.caller(), request(), member.facts(rules.factsOf(member.name())));
        Explained explained = new Explained(question, rules.at(member.name()).explain(question), texts::inFile);
        output.print(explained::words, explained::json);
        return 0;
    }

    private RuleBook rules(RuleTexts texts) {
        RuleBook rules = new Books().compile(texts);
        if (shadow && rules.shadow().isEmpty()) {
            throw new StartFault("--shadow: no shadow rules in %s (expected: a document with spec.shadow: true)"
                    .formatted(String.join(", ", files)));
        }
        return shadow ? rules.inShadow() : rules;
    }

    private RequestFacts request() {
        try {
            return Requests.facts(new RequestLine(verb, path));
        } catch (IllegalArgumentException e) {
            throw new StartFault("--" + e.getMessage(), e);
        }
    }
}

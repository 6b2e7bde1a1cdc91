package io.clustergateway.dist.rules;

import io.clustergateway.kernel.StartFault;
import io.clustergateway.rules.Finding;
import io.clustergateway.rules.Limits;
import io.clustergateway.rules.RuleSource;
import io.clustergateway.rules.RulesCompiler;
import io.clustergateway.rules.tools.RuleBook;
import io.clustergateway.rules.tools.RuleTexts;
import java.util.List;

/** Rules that a command needs without faults. */
final class Books {
    private final RulesCompiler compiler = new RulesCompiler(Limits.DEFAULT, true);

    /**
     * Rules and members of texts; cases among them are passed over.
     *
     * @throws StartFault when anything is wrong with them
     */
    RuleBook compile(RuleTexts texts) {
        RuleBook book = RuleBook.of(compiler, texts);
        refuse(book.errors());
        return book;
    }

    /** Likewise, of texts as they are read. */
    RuleBook compile(List<RuleSource> texts) {
        return compile(RuleTexts.of(texts));
    }

    /**
     * Likewise, with members that are described elsewhere.
     *
     * @param members of which those count that the texts do not describe
     */
    RuleBook compile(List<RuleSource> texts, List<RuleSource> members) {
        RuleTexts described = RuleTexts.of(members);
        if (!described.rules().isEmpty()) {
            throw new StartFault("%s: no Secret (expected: manifests of member Secrets)"
                    .formatted(described.rules().get(0).name()));
        }
        RuleTexts own = RuleTexts.of(texts);
        return compile(described.members().stream()
                .filter(member -> own.member(member.name()).isEmpty())
                .reduce(own, RuleTexts::with, (one, other) -> other));
    }

    /** Throws when there are errors: one line that names the first. */
    static void refuse(List<Finding> findings) {
        List<Finding> errors = findings.stream().filter(Finding::isError).toList();
        if (!errors.isEmpty()) {
            Finding first = errors.get(0);
            String more = errors.size() == 1 ? "" : ", and %d more".formatted(errors.size() - 1);
            throw new StartFault("%s: %s (%s)%s (mend: cluster-gateway rules lint %s)"
                    .formatted(
                            first.at(),
                            first.message(),
                            first.code(),
                            more,
                            first.at().source()));
        }
    }
}

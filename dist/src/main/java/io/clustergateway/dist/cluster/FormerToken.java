package io.clustergateway.dist.cluster;

import io.clustergateway.dist.cluster.member.AccountTokens;
import io.clustergateway.kernel.StartFault;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The token that a new one has replaced in a member's Secret, which no longer names it: where it holds on, that is told. */
final class FormerToken {
    private final Predicate<String> isShown;
    private final AccountTokens tokens;
    private final Accounts account;
    private final Consumer<String> progress;

    /**
     * Ends nothing yet.
     *
     * @param isShown waits until gateways show the new Secret of a member; false when they do not in time
     * @param account as the former Secret had it
     */
    FormerToken(Predicate<String> isShown, AccountTokens tokens, Accounts account, Consumer<String> progress) {
        this.isShown = isShown;
        this.tokens = tokens;
        this.account = account;
        this.progress = progress;
    }

    /**
     * Ends it, if there is one.
     *
     * @throws StartFault when gateways may be using it still
     * @throws ServerFault when the member does not end it
     */
    void end(String member) {
        if (account.boundTo().isEmpty()) {
            return;
        }
        boolean shown;
        try {
            shown = isShown.test(member);
            if (shown) {
                tokens.revoke(account.boundTo());
            }
        } catch (RuntimeException e) {
            progress.accept(
                    "[member] warning: the former token still holds (mend, at the member: %s)".formatted(mend()));
            throw e;
        }
        if (!shown) {
            throw new StartFault(
                    "%s: no gateway showed the new Secret in time, so the former token still holds (mend, when one does, at the member: %s)"
                            .formatted(member, mend()));
        }
    }

    private String mend() {
        return "kubectl -n %s delete secret %s".formatted(account.namespace(), account.boundTo());
    }
}

package io.clustergateway.identity;

import io.clustergateway.kernel.Ticker;
import io.clustergateway.kernel.contract.Caller;
import io.clustergateway.kernel.contract.IdentityAnswer;
import io.clustergateway.kernel.contract.IdentityQuestion;
import io.clustergateway.kernel.contract.Impersonation;
import io.clustergateway.rules.Identity;
import io.clustergateway.rules.IdentityPassing;
import java.time.Duration;

/** The decision itself: the caller's identity where identity passing is on, the credential's own otherwise. */
final class Exchange {
    private static final long VALID_NANOS = Duration.ofSeconds(10).toNanos();
    private static final String NO_RULES = "";

    private final boolean passing;
    private final Ticker ticker;

    Exchange(boolean passing, Ticker ticker) {
        this.passing = passing;
        this.ticker = ticker;
    }

    IdentityAnswer answer(IdentityQuestion question) {
        Impersonation impersonation = passing || question.requested()
                ? new Impersonation.As(atMember(question.caller()))
                : new Impersonation.AsCredential();
        return new IdentityAnswer(impersonation, NO_RULES, true, ticker.nanos() + VALID_NANOS);
    }

    private static Caller atMember(Caller hub) {
        Identity there = IdentityPassing.atMember(new Identity(hub.user(), hub.uid(), hub.groups(), hub.extra()));
        return new Caller(there.user(), there.uid(), there.groups(), there.extra());
    }
}

package io.clustergateway.identity;

import io.clustergateway.kernel.config.Settings;
import io.clustergateway.kernel.contract.Topics;
import io.clustergateway.kernel.lifecycle.Module;
import io.clustergateway.kernel.lifecycle.ModuleContext;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The module that answers who a caller is at a member. */
public final class IdentityExchanger implements Module {
    private static final Logger log = LoggerFactory.getLogger(IdentityExchanger.class);
    private static final String WARNING = "identity-passing";

    private final boolean passing;

    /**
     * Reads {@code passing} (false): whether every request carries its caller's identity to the member, gate {@code
     * ClientIdentityPenetration}.
     *
     * @param forced turns it on whatever is set, because without a hub the members' own RBAC is all that decides
     */
    public IdentityExchanger(Settings settings, boolean forced) {
        passing = settings.bool("passing", false) || forced;
        settings.optional("rules")
                .ifPresent(file -> settings.fault(
                        "rules",
                        file,
                        "nothing: this release evaluates no rules, and without them callers would act"
                                + " under other identities than the rules say"));
    }

    @Override
    public String name() {
        return "identity-exchanger";
    }

    @Override
    public Deployable verticle(ModuleContext context) {
        return new Exchanger(context);
    }

    private final class Exchanger extends VerticleBase {
        private final ModuleContext module;

        Exchanger(ModuleContext module) {
            this.module = module;
        }

        @Override
        public Future<?> start() {
            Exchange exchange = new Exchange(passing, module.ticker());
            module.bus().serve(Topics.IDENTITY_EXCHANGE, exchange::answer);
            sayWhoCallersAre();
            module.condition().ready();
            return Future.succeededFuture();
        }

        private void sayWhoCallersAre() {
            if (!passing) {
                String text = "every caller acts with the member credential's own identity"
                        + " (mend: --feature-gates=ClientIdentityPenetration=true passes the caller's)";
                module.readiness().warn(WARNING, text);
                log.warn("identity passing is off: {}", text);
            }
        }
    }
}

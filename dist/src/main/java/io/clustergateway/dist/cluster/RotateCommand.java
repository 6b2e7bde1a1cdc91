package io.clustergateway.dist.cluster;

import io.clustergateway.dist.cluster.kubeconfig.KubeContext;
import io.clustergateway.dist.cluster.member.AccountTokens;
import io.clustergateway.dist.cluster.member.MemberApi;
import io.clustergateway.dist.cluster.member.MemberCredential;
import io.clustergateway.dist.cluster.member.MemberSecret;
import io.clustergateway.dist.cluster.member.MemberSide;
import io.clustergateway.dist.cluster.member.Preflight;
import io.clustergateway.dist.cluster.member.ThroughHub;
import io.clustergateway.kernel.StartFault;
import io.clustergateway.kernel.config.GoDuration;
import io.clustergateway.kernel.contract.Cluster;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cluster-gateway rotate}. */
@Command(
        name = "rotate",
        sortOptions = false,
        description = {
            "Give a member a new credential without a failed request: try the new one, write it, and end the old one only when"
                    + " gateways show the new.",
            "",
            "Members joined with --service-account get a new token, through the hub as yourself, or by --kubeconfig. For all"
                    + " others --kubeconfig is the kubeconfig with the new certificate or token; the old one is not ended.",
            "Exit codes: 0, and 1 when anything failed.",
            ""
        })
public final class RotateCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The member.")
    private String name = "";

    @Mixin
    private MemberFlags member = new MemberFlags();

    @Option(
            names = "--token-expiry",
            paramLabel = "DURATION",
            description = "How long a new token is good. Default: ${DEFAULT-VALUE}, a year.",
            defaultValue = "8760h")
    private String tokenExpiry = "8760h";

    @Mixin
    private ChangeFlags change = new ChangeFlags();

    @Mixin
    private BesideMemberFlags hubFlags = new BesideMemberFlags();

    @Override
    public Integer call() {
        Optional<KubeContext> context = member.read();
        try (Hub hub = hubFlags.open()) {
            JsonObject known = hub.members().get(name);
            Optional<Accounts> account = Accounts.of(known);
            if (account.isPresent()) {
                token(hub, known, account.get(), context);
            } else {
                replace(
                        hub,
                        known,
                        context.orElseThrow(() -> new StartFault(
                                "%s: joined without --service-account (mend: --kubeconfig FILE with the new credential)"
                                        .formatted(name))));
            }
        }
        return 0;
    }

    private void replace(Hub hub, JsonObject known, KubeContext context) {
        // A credential is shown to nobody but the cluster whose it is.
        if (!Secrets.isOf(known, context)) {
            throw new StartFault(
                    "%s: neither server nor CA is that of member %s (expected: a kubeconfig of that cluster; mend, when it has moved: join --overwrite)"
                            .formatted(context.from(), name));
        }
        MemberCredential credential = MemberCredential.lasting(context);
        tryOut(hub, MemberSecret.with(known, credential), "the new credential");
        change.print(
                hub.members().update(known, now -> MemberSecret.with(now, credential), change.dryRun()), "rotated");
    }

    private void token(Hub hub, JsonObject known, Accounts account, Optional<KubeContext> context) {
        if (change.dryRun() != DryRun.NONE) {
            change.print(hub.members().replace(known, change.dryRun()), "rotated");
            return;
        }
        if (context.isEmpty()) {
            rotate(hub, known, account, tokens(new ThroughHub(hub, name), account));
            return;
        }
        try (MemberApi api = Operators.api(hub, name, context.get())) {
            rotate(hub, known, account, tokens(api, account));
        }
    }

    private void rotate(Hub hub, JsonObject known, Accounts account, AccountTokens tokens) {
        AccountTokens.Issued issued = tokens.issue(expiry());
        JsonObject written;
        try {
            tryOut(hub, with(known, account, issued), "the new token");
            written = hub.members().update(known, now -> with(now, account, issued), DryRun.NONE);
        } catch (RuntimeException e) {
            change.progress("[member] left there: Secret %s/%s, to which a token is bound (mend: kubectl delete it)"
                    .formatted(account.namespace(), issued.boundTo()));
            throw e;
        }
        change.progress("[hub] Secret %s/%s written".formatted(hub.namespace(), name));
        try {
            new FormerToken(new Settling(hub)::await, tokens, account, change::progress).end(name);
        } finally {
            change.print(written, "rotated");
        }
    }

    private static JsonObject with(JsonObject secret, Accounts account, AccountTokens.Issued issued) {
        JsonObject next = MemberSecret.with(secret, MemberCredential.token(issued.token()));
        Accounts.note(next, account, issued);
        return next;
    }

    private AccountTokens tokens(MemberSide side, Accounts account) {
        return new AccountTokens(side, account.objects(), change::progress);
    }

    private void tryOut(Hub hub, JsonObject secret, String what) {
        if (Secrets.label(secret, "cluster-endpoint-type").equals("ClusterProxy")) {
            change.progress("[preflight] credential: not tried, because the cluster proxy is not reached from here");
            return;
        }
        Cluster cluster = MemberSecret.read(secret);
        try (MemberApi api = new MemberApi(hub.vertx(), cluster, hub.limit())) {
            new Preflight(change::progress).credential(cluster, api, what);
        }
    }

    private Duration expiry() {
        try {
            return GoDuration.parse(tokenExpiry);
        } catch (IllegalArgumentException e) {
            throw new StartFault("--token-expiry: %s (expected: a duration as 720h)".formatted(tokenExpiry), e);
        }
    }
}

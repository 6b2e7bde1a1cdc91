package io.clustergateway.dist.cluster;

import io.clustergateway.dist.cluster.kubeconfig.YamlText;
import io.clustergateway.dist.cluster.member.Enrolment;
import io.clustergateway.dist.cluster.member.MemberApi;
import io.clustergateway.dist.cluster.member.MemberCredential;
import io.clustergateway.dist.cluster.member.MemberSecret;
import io.clustergateway.dist.cluster.member.Preflight;
import io.clustergateway.dist.rules.RbacManifests;
import io.clustergateway.kernel.StartFault;
import io.clustergateway.kernel.contract.Cluster;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Tries a member, makes its account there when asked to, and writes its Secret: in this order, each step told. */
final class Join {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Hub hub;
    private final Wish wish;
    private final ChangeFlags change;
    private final Members members;
    private final Preflight preflight;

    /** What is asked for. */
    record Wish(MemberDraft member, Optional<Account> account, boolean overwrite) {}

    /** An account to be made at the member. */
    record Account(String namespace, List<String> rules, Optional<String> clusterRole, Duration expiry) {}

    Join(Hub hub, Wish wish, ChangeFlags change) {
        this.hub = hub;
        this.wish = wish;
        this.change = change;
        this.members = hub.members();
        this.preflight = new Preflight(change::progress);
    }

    void run() {
        MemberDraft member = wish.member();
        MemberCredential first = wish.account().isPresent()
                ? MemberCredential.operator(member.context())
                : MemberCredential.lasting(member.context());
        Cluster tried = MemberSecret.read(member.tried(members.namespace(), first));
        Optional<JsonObject> known = known(member.written(members.namespace(), first));
        hubRights(known.isPresent());
        preflight.addresses(tried);
        try (MemberApi api = new MemberApi(hub.vertx(), tried, hub.limit())) {
            preflight.credential(tried, api, wish.account().isPresent() ? "your credential" : "the credential");
            if (wish.account().isPresent()) {
                withAccount(api, wish.account().get(), known);
            } else {
                preflight.impersonation(api, Duration.ZERO);
                write(member.written(members.namespace(), first), known);
            }
        }
    }

    private void withAccount(MemberApi api, Account account, Optional<JsonObject> known) {
        MemberDraft member = wish.member();
        Enrolment enrolment = new Enrolment(api, member.name(), account.namespace(), change::progress);
        List<JsonObject> roles = roles(enrolment, account);
        if (change.dryRun() != DryRun.NONE) {
            if (change.dryRun() == DryRun.SERVER) {
                enrolment.prepare(roles, true);
            } else {
                roles.forEach(role -> change.progress("[member] %s %s would be made"
                        .formatted(
                                role.getString("kind"),
                                role.getJsonObject("metadata").getString("name"))));
            }
            write(member.written(members.namespace(), MemberCredential.token("dry-run")), known);
            return;
        }
        try {
            enrolment.prepare(roles, false);
            Enrolment.Issued issued = enrolment.issue(account.expiry());
            MemberCredential credential = MemberCredential.token(issued.token());
            tryAccount(account, credential);
            JsonObject secret = member.written(members.namespace(), credential);
            Accounts.note(secret, account.namespace(), issued);
            write(secret, known);
        } catch (RuntimeException e) {
            if (!enrolment.made().isEmpty()) {
                change.progress("[member] left there: %s (mend: join again, %s)"
                        .formatted(
                                String.join(", ", enrolment.made()),
                                known.isPresent()
                                        ? "which keeps what the member uses"
                                        : "or undo: " + Enrolment.removal(member.name())));
            }
            throw e;
        }
        known.flatMap(Accounts::of)
                .filter(former -> former.namespace().equals(account.namespace()))
                .ifPresent(former -> {
                    new Settling(hub, change).await(member.name());
                    enrolment.revoke(former.boundTo());
                });
    }

    private void tryAccount(Account account, MemberCredential credential) {
        Cluster cluster = MemberSecret.read(wish.member().tried(members.namespace(), credential));
        try (MemberApi api = new MemberApi(hub.vertx(), cluster, hub.limit())) {
            preflight.credential(cluster, api, "the new token");
            if (account.rules().isEmpty() && account.clusterRole().isEmpty()) {
                preflight.impersonation(api, PATIENCE);
            }
        }
    }

    private List<JsonObject> roles(Enrolment enrolment, Account account) {
        if (account.clusterRole().isPresent()) {
            return List.of(enrolment.binding(account.clusterRole().get()));
        }
        if (account.rules().isEmpty()) {
            change.progress(
                    "[preflight] warning: without --rules the account may impersonate every user and group of the"
                            + " member (mend: --rules FILE, the gateway's rules)");
        }
        String name = wish.member().name();
        return enrolment.named(YamlText.readAll(
                RbacManifests.classic(name, Enrolment.user(account.namespace(), name), account.rules())));
    }

    /** The Secret that is there; what must not be replaced is a fault. */
    private Optional<JsonObject> known(JsonObject wanted) {
        String name = wish.member().name();
        Optional<JsonObject> known = members.find(name);
        if (known.isEmpty()) {
            change.progress("[preflight] name: %s is free".formatted(name));
            return known;
        }
        if (!Members.isMember(known.get())) {
            throw new StartFault("Secret %s/%s: there already, and no member (mend: another NAME)"
                    .formatted(members.namespace(), name));
        }
        if (!wish.overwrite() && !isSameCluster(known.get(), wanted)) {
            throw new StartFault(
                    "clustergateway %s: there already, with another endpoint or CA (mend: another NAME, or --overwrite)"
                            .formatted(name));
        }
        change.progress("[preflight] name: %s is a member already and is brought up to date".formatted(name));
        return known;
    }

    private static boolean isSameCluster(JsonObject known, JsonObject wanted) {
        JsonObject one = known.getJsonObject("data", new JsonObject());
        JsonObject other = wanted.getJsonObject("data");
        return String.valueOf(one.getString("endpoint")).equals(String.valueOf(other.getString("endpoint")))
                && String.valueOf(one.getString("ca.crt")).equals(String.valueOf(other.getString("ca.crt")));
    }

    private void hubRights(boolean isUpdate) {
        String verb = isUpdate ? "update" : "create";
        JsonObject review = Preflight.selfReview(verb, "", "secrets", members.namespace());
        boolean isAllowed = Members.await(hub.api().post(Preflight.review(), review, hub.limit()))
                .getJsonObject("status", new JsonObject())
                .getBoolean("allowed", false);
        if (!isAllowed) {
            throw new StartFault("hub: you may not %s secrets in namespace %s (mend: a Role with %s)"
                    .formatted(
                            verb,
                            members.namespace(),
                            "{apiGroups: [\"\"], resources: [secrets], verbs: [get, create, update]}"));
        }
        change.progress("[preflight] hub: %s is reached, and you may %s member Secrets in %s"
                .formatted(hub.context().server(), verb, members.namespace()));
    }

    private void write(JsonObject secret, Optional<JsonObject> known) {
        JsonObject result;
        if (known.isEmpty()) {
            result = members.create(secret, change.dryRun());
        } else {
            result = members.replace(Secrets.onto(known.get(), secret), change.dryRun());
        }
        if (change.dryRun() == DryRun.NONE) {
            change.progress("[hub] Secret %s/%s written"
                    .formatted(members.namespace(), wish.member().name()));
        }
        change.print(result, known.isEmpty() ? "joined" : "configured");
    }
}

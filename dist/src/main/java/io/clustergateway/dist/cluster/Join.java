package io.clustergateway.dist.cluster;

import io.clustergateway.dist.cluster.kubeconfig.YamlText;
import io.clustergateway.dist.cluster.member.AccountObjects;
import io.clustergateway.dist.cluster.member.AccountTokens;
import io.clustergateway.dist.cluster.member.Enrolment;
import io.clustergateway.dist.cluster.member.MemberApi;
import io.clustergateway.dist.cluster.member.MemberCredential;
import io.clustergateway.dist.cluster.member.MemberSecret;
import io.clustergateway.dist.cluster.member.Preflight;
import io.clustergateway.dist.cluster.member.Removal;
import io.clustergateway.dist.rules.RbacManifests;
import io.clustergateway.kernel.StartFault;
import io.clustergateway.kernel.contract.Cluster;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
                write(List.of(), member.written(members.namespace(), first), known);
                known.flatMap(Accounts::of).ifPresent(this::tellWhatIsForgotten);
            }
        }
    }

    private void withAccount(MemberApi api, Account account, Optional<JsonObject> known) {
        MemberDraft member = wish.member();
        AccountObjects objects = new AccountObjects(member.name(), account.namespace());
        List<JsonObject> roles = roles(objects, account);
        Enrolment enrolment = new Enrolment(api, objects, change::progress);
        if (change.dryRun() != DryRun.NONE) {
            List<JsonObject> shown = change.dryRun() == DryRun.SERVER
                    ? enrolment.prepare(roles, true)
                    : Stream.concat(Stream.of(objects.serviceAccount()), roles.stream())
                            .toList();
            if (change.dryRun() == DryRun.CLIENT) {
                shown.forEach(object -> change.progress("[member] %s %s would be made"
                        .formatted(
                                object.getString("kind"),
                                object.getJsonObject("metadata").getString("name"))));
            }
            write(shown, member.written(members.namespace(), MemberCredential.token("dry-run")), known);
            return;
        }
        AccountTokens tokens = new AccountTokens(api, objects, change::progress);
        try {
            List<JsonObject> made = new ArrayList<>(enrolment.prepare(roles, false));
            AccountTokens.Issued issued = tokens.issue(account.expiry());
            made.add(issued.holder());
            MemberCredential credential = MemberCredential.token(issued.token());
            tryAccount(account, credential);
            JsonObject secret = member.written(members.namespace(), credential);
            Accounts.note(secret, account.namespace(), issued);
            write(made, secret, known);
        } catch (RuntimeException e) {
            tellWhatIsLeft(enrolment, known.isPresent());
            throw e;
        }
        known.flatMap(Accounts::of).ifPresent(former -> {
            if (former.objects().equals(objects)) {
                new FormerToken(new Settling(hub)::await, tokens, former, change::progress).end(member.name());
            } else {
                tellWhatIsForgotten(former);
            }
        });
    }

    /** It is not ended here: the credential that took its place may be a token of this very account, or may delete nothing. */
    private void tellWhatIsForgotten(Accounts former) {
        String account = AccountObjects.account(former.joinedAs());
        boolean isLabelShared = wish.account().isPresent()
                && former.joinedAs().equals(wish.member().name());
        String mend = isLabelShared
                ? "kubectl -n %s delete serviceaccount %s".formatted(former.namespace(), account)
                : Removal.line(former.joinedAs());
        change.progress(
                ("[member] warning: account %s/%s stays with its rights, and its token holds on: rotate and detach"
                                + " no longer know of it (mend, at the cluster where it was made, if nothing else uses it: %s)")
                        .formatted(former.namespace(), account, mend));
    }

    private void tellWhatIsLeft(Enrolment enrolment, boolean wasMember) {
        if (!enrolment.made().isEmpty()) {
            change.progress("[member] left there: %s (mend: join again, %s)"
                    .formatted(
                            String.join(", ", enrolment.made()),
                            wasMember
                                    ? "which keeps what the member uses"
                                    : "or undo: " + Removal.line(wish.member().name())));
        }
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

    private List<JsonObject> roles(AccountObjects objects, Account account) {
        if (account.clusterRole().isPresent()) {
            return List.of(objects.binding(account.clusterRole().get()));
        }
        if (account.rules().isEmpty()) {
            change.progress(
                    "[preflight] warning: without --rules the account may impersonate every user and group of the"
                            + " member (mend: --rules FILE, the gateway's rules)");
        }
        String name = wish.member().name();
        return objects.roles(YamlText.readAll(RbacManifests.classic(name, objects.user(), account.rules())));
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

    private void write(List<JsonObject> atMember, JsonObject secret, Optional<JsonObject> known) {
        JsonObject result;
        if (known.isEmpty()) {
            result = members.create(secret, change.dryRun());
        } else {
            result = members.update(known.get(), now -> Secrets.onto(kept(now), secret), change.dryRun());
        }
        if (change.dryRun() == DryRun.NONE) {
            change.progress("[hub] Secret %s/%s written"
                    .formatted(members.namespace(), wish.member().name()));
        }
        change.printAll(atMember, result, known.isEmpty() ? "joined" : "configured");
    }

    /** A credential of its own takes the account's place; another account is noted over the former. */
    private JsonObject kept(JsonObject known) {
        return wish.account().isPresent() ? known : Accounts.forgotten(known);
    }
}

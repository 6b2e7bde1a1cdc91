package io.clustergateway.dist.cluster.member;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.function.Consumer;

/** Tokens of the gateway's account at one member: each holds until the Secret that it is bound to is deleted. */
public final class AccountTokens {
    private final MemberSide side;
    private final AccountObjects account;
    private final Consumer<String> progress;

    /**
     * Sends nothing yet.
     *
     * @param progress told each step
     */
    public AccountTokens(MemberSide side, AccountObjects account, Consumer<String> progress) {
        this.side = side;
        this.account = account;
        this.progress = progress;
    }

    /**
     * A token and what revokes it.
     *
     * @param holder Secret at the member to which it is bound
     */
    public record Issued(String token, JsonObject holder, Instant expires) {
        /** Name of the Secret. */
        public String boundTo() {
            return holder.getJsonObject("metadata").getString("name");
        }

        @Override
        public String toString() {
            return "Issued[masked, %s, %s]".formatted(boundTo(), expires);
        }
    }

    /** A new token, bound to a Secret of its own. */
    public Issued issue(Duration expiry) {
        String suffix = new Random()
                .ints(5, 0, 36)
                .mapToObj(i -> Integer.toString(i, 36))
                .reduce("", String::concat);
        JsonObject serviceAccount = account.serviceAccount();
        String path = Paths.of(serviceAccount);
        JsonObject plain = account.tokenHolder(suffix);
        JsonObject wanted = side.find(path)
                .flatMap(Owner::read)
                .map(owner -> owner.own(plain))
                .orElse(plain);
        JsonObject holder = side.post(Paths.collection(wanted), wanted)
                .put("apiVersion", "v1")
                .put("kind", "Secret");
        JsonObject bound = holder.getJsonObject("metadata");
        progress.accept("[member] Secret %s/%s made, to which the token is bound"
                .formatted(account.namespace(), bound.getString("name")));
        JsonObject reference = new JsonObject()
                .put("apiVersion", "v1")
                .put("kind", "Secret")
                .put("name", bound.getString("name"))
                .put("uid", bound.getString("uid"));
        JsonObject request = new JsonObject()
                .put("apiVersion", "authentication.k8s.io/v1")
                .put("kind", "TokenRequest")
                .put(
                        "spec",
                        new JsonObject()
                                .put("expirationSeconds", expiry.toSeconds())
                                .put("boundObjectRef", reference));
        JsonObject status = side.post(path + "/token", request).getJsonObject("status");
        Instant expires = Instant.parse(status.getString("expirationTimestamp"));
        if (expires.isBefore(Instant.now().plus(expiry.multipliedBy(9).dividedBy(10)))) {
            progress.accept(
                    "[member] warning: the member gives tokens until %s only; rotate before that".formatted(expires));
        }
        return new Issued(status.getString("token"), holder, expires);
    }

    /**
     * Ends a token; whatever else is named, as an annotation at the hub may by mistake or malice, stays.
     *
     * @param boundTo empty for none
     */
    public void revoke(String boundTo) {
        if (!account.isTokenHolder(boundTo)) {
            if (!boundTo.isEmpty()) {
                progress.accept("[member] warning: Secret %s/%s is not deleted, for it holds no token of %s"
                        .formatted(account.namespace(), boundTo, account.account()));
            }
            return;
        }
        side.delete(Paths.collection("v1", "secrets", account.namespace()) + "/" + boundTo);
        progress.accept("[member] Secret %s/%s deleted: the former token no longer holds"
                .formatted(account.namespace(), boundTo));
    }
}

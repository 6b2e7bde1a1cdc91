package io.clustergateway.dist.cluster;

import io.clustergateway.dist.cluster.member.AccountObjects;
import io.clustergateway.dist.cluster.member.AccountTokens;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * What a member's Secret remembers of the account that a join made at the member.
 *
 * @param joinedAs name of the member then; a rename keeps the account
 * @param boundTo Secret at the member whose deletion ends the token
 */
record Accounts(String namespace, String joinedAs, String boundTo) {
    private static final String PREFIX = "cluster.core.oam.dev/";
    private static final String ACCOUNT = "service-account";
    private static final String BOUND = "service-account-token-bound-to";
    private static final String EXPIRES = "service-account-token-expires";

    /** As objects of the member. */
    AccountObjects objects() {
        return new AccountObjects(joinedAs, namespace);
    }

    /** Whether it is this account, whichever of its tokens is meant. */
    boolean isSame(Accounts other) {
        return namespace.equals(other.namespace) && joinedAs.equals(other.joinedAs);
    }

    static Optional<Accounts> of(JsonObject secret) {
        String[] account = Secrets.annotation(secret, ACCOUNT).split("/", 2);
        String prefix = AccountObjects.account("");
        return account.length == 2 && account[1].startsWith(prefix)
                ? Optional.of(new Accounts(
                        account[0], account[1].substring(prefix.length()), Secrets.annotation(secret, BOUND)))
                : Optional.empty();
    }

    /** A Secret that remembers no account. */
    static JsonObject forgotten(JsonObject secret) {
        JsonObject copy = secret.copy();
        JsonObject annotations = copy.getJsonObject("metadata").getJsonObject("annotations", new JsonObject());
        List.of(ACCOUNT, BOUND, EXPIRES).forEach(key -> annotations.remove(PREFIX + key));
        return copy;
    }

    /** Writes it into a Secret of the member, under the name it joined with. */
    static void note(JsonObject secret, String namespace, AccountTokens.Issued issued) {
        note(secret, new Accounts(namespace, secret.getJsonObject("metadata").getString("name"), ""), issued);
    }

    static void note(JsonObject secret, Accounts account, AccountTokens.Issued issued) {
        JsonObject annotations = secret.getJsonObject("metadata").getJsonObject("annotations", new JsonObject());
        annotations.put(PREFIX + ACCOUNT, account.namespace() + "/" + AccountObjects.account(account.joinedAs()));
        annotations.put(PREFIX + BOUND, issued.boundTo());
        annotations.put(PREFIX + EXPIRES, issued.expires().toString());
        secret.getJsonObject("metadata").put("annotations", annotations);
    }
}

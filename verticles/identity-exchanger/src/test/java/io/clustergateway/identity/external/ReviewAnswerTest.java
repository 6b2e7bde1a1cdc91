package io.clustergateway.identity.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.clustergateway.rules.Identity;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ReviewAnswerTest {
    private static final String REVIEW =
            "{'apiVersion':'cluster.core.oam.dev/v1alpha1','kind':'IdentityExchangeReview','response':%s}";
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void readsAWholeIdentity() {
        ReviewAnswer answer = read("""
                {'uid':'u','allowed':true,'ttlSeconds':30,'message':'hi','identity':{'username':'alice@corp','uid':'7',
                 'groups':['a','b c'],'extra':{'Scopes':['x','y'],'empty':[]}}}""");
        assertThat(answer.verdict())
                .isEqualTo(new Verdict.Allowed(new Identity(
                        "alice@corp",
                        Optional.of("7"),
                        List.of("a", "b c"),
                        Map.of("scopes", List.of("x", "y"), "empty", List.of()))));
        assertThat(answer.ttlNanos(HOUR)).isEqualTo(Duration.ofSeconds(30).toNanos());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'uid':'u','allowed':true,'identity':{'username':'a'}}",
                "{'uid':'u','allowed':true,'identity':{'username':'a','uid':'','groups':null,'extra':null}}",
                "{'uid':'u','allowed':true,'identity':{'username':'a','uid':null,'new':1},'ttlSeconds':null,'message':null}",
                "{'uid':'u','allowed':true,'identity':{'username':'a','extra':{'k':null}},'ttlSeconds':0.0,'warnings':[]}"
            })
    void takesAbsentAndNullAndUnknownFields(String response) {
        assertThat(ReviewSchema.isAnswer(review(response))).isTrue();
        Identity identity = ((Verdict.Allowed) read(response).verdict()).identity();
        assertThat(identity.user()).isEqualTo("a");
        assertThat(identity.uid()).isEmpty();
        assertThat(identity.groups()).isEmpty();
        assertThat(read(response).ttlNanos(HOUR)).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "response is missing | null",
                "response is wrong | []",
                "response.uid is not that | {'allowed':true,'identity':{'username':'a'}}",
                "response.uid is not that | {'uid':'v','allowed':true,'identity':{'username':'a'}}",
                "response.uid is not that | {'uid':'','allowed':true,'identity':{'username':'a'}}",
                "response.uid is wrong | {'uid':7,'allowed':true,'identity':{'username':'a'}}",
                "response.allowed is missing | {'uid':'u','identity':{'username':'a'}}",
                "response.allowed is wrong | {'uid':'u','allowed':'true','identity':{'username':'a'}}",
                "response.allowed is wrong | {'uid':'u','allowed':1,'identity':{'username':'a'}}",
                "response.identity is missing | {'uid':'u','allowed':true}",
                "response.identity is missing | {'uid':'u','allowed':true,'identity':null}",
                "response.identity is wrong | {'uid':'u','allowed':true,'identity':'a'}",
                "response.identity.username is wrong | {'uid':'u','allowed':true,'identity':{}}",
                "response.identity.username is wrong | {'uid':'u','allowed':true,'identity':{'username':''}}",
                "response.identity.username is wrong | {'uid':'u','allowed':true,'identity':{'username':['a']}}",
                "response.identity.username is wrong | {'uid':'u','allowed':true,'identity':{'username':'a\\r\\nb'}}",
                "response.identity.username is wrong | {'uid':'u','allowed':true,'identity':{'username':' a'}}",
                "response.identity.username is wrong | {'uid':'u','allowed':true,'identity':{'username':'a\\u2003'}}",
                "response.identity.uid is wrong | {'uid':'u','allowed':true,'identity':{'username':'a','uid':7}}",
                "response.identity.uid is wrong | {'uid':'u','allowed':true,'identity':{'username':'a','uid':'\\u0000'}}",
                "response.identity.groups is wrong | {'uid':'u','allowed':true,'identity':{'username':'a','groups':'g'}}",
                "response.identity.groups is wrong | {'uid':'u','allowed':true,'identity':{'username':'a','groups':[null]}}",
                "response.identity.groups is wrong | {'uid':'u','allowed':true,'identity':{'username':'a','groups':['']}}",
                "response.identity.groups is wrong | {'uid':'u','allowed':true,'identity':{'username':'a','groups':['\\u007f']}}",
                "response.identity.extra is wrong | {'uid':'u','allowed':true,'identity':{'username':'a','extra':[]}}",
                "response.identity.extra.k is wrong | {'uid':'u','allowed':true,'identity':{'username':'a','extra':{'k':'v'}}}",
                "response.identity.extra.values is wrong | {'uid':'u','allowed':true,'identity':{'username':'a','extra':{'k':['']}}}",
                "response.identity.extra.keys is wrong | {'uid':'u','allowed':true,'identity':{'username':'a','extra':{'':['v']}}}",
                "response.message is wrong | {'uid':'u','allowed':false,'message':{}}",
                "response.ttlSeconds is wrong | {'uid':'u','allowed':false,'ttlSeconds':-1}",
                "response.ttlSeconds is wrong | {'uid':'u','allowed':false,'ttlSeconds':1.5}",
                "response.ttlSeconds is wrong | {'uid':'u','allowed':false,'ttlSeconds':'60'}"
            })
    void refusesWhatIsNotRightAndNeverRepeatsIt(String fault, String response) {
        assertThat(fault(review(response))).hasMessageStartingWith(fault);
        boolean onlyTheUidIsWrong = fault.equals("response.uid is not that") && response.contains("'uid'");
        assertThat(ReviewSchema.isAnswer(review(response))).isEqualTo(onlyTheUidIsWrong);
    }

    @Test
    void refusesKeysThatDifferInCapitalsOnlyAndBrokenUnicode() {
        assertThat(fault(identity("'username':'a','extra':{'k':['v'],'K':['w']}")))
                .hasMessageStartingWith("response.identity.extra.keys is wrong");
        assertThat(fault(identity("'username':'\\ud800'")))
                .hasMessageStartingWith("response.identity.username is wrong");
    }

    @Test
    void refusesMoreGroupsAndValuesThanAnIdentityMayHave() {
        String many =
                IntStream.rangeClosed(0, 1000).mapToObj(i -> "'g" + i + "'").collect(Collectors.joining(","));
        assertThat(fault(identity("'username':'a','groups':[" + many + "]"))).hasMessageContaining("groups is wrong");
        assertThat(fault(identity("'username':'a','extra':{'k':[" + many + "]}")))
                .hasMessageContaining("values is wrong");
        String half = many.substring(0, many.indexOf(",'g600'"));
        assertThat(fault(identity("'username':'a','extra':{'k':[" + half + "],'l':[" + half + "]}")))
                .hasMessageContaining("1000 at most");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'apiVersion':'cluster.core.oam.dev/v1alpha1','kind':'AdmissionReview','response':{}}",
                "{'apiVersion':'cluster.core.oam.dev/v1','kind':'IdentityExchangeReview','response':{}}",
                "{'apiVersion':7,'kind':'IdentityExchangeReview','response':{}}"
            })
    void refusesOtherKinds(String review) {
        assertThat(fault(review.replace('\'', '"')).getMessage()).matches("(apiVersion|kind) is wrong \\(expected: .*");
        assertThat(ReviewSchema.isAnswer(review.replace('\'', '"'))).isFalse();
    }

    @Test
    void ignoresTheIdentityOfARefusalWhateverItIs() {
        assertThat(read("{'uid':'u','allowed':false,'identity':{'username':'root'}}")
                        .verdict())
                .isEqualTo(new Verdict.Refused(""));
    }

    @Test
    void capsHowLongAnAnswerIsUsed() {
        ReviewAnswer long_ = read("{'uid':'u','allowed':true,'identity':{'username':'a'},'ttlSeconds':1e300}");
        assertThat(long_.ttlNanos(HOUR)).isEqualTo(HOUR.toNanos());
        ReviewAnswer refusal = read("{'uid':'u','allowed':false,'ttlSeconds':3600}");
        assertThat(refusal.ttlNanos(HOUR)).isEqualTo(Duration.ofSeconds(10).toNanos());
        assertThat(refusal.ttlNanos(Duration.ofSeconds(3)))
                .isEqualTo(Duration.ofSeconds(3).toNanos());
    }

    private static ReviewAnswer read(String response) {
        return ReviewAnswer.read(Buffer.buffer(review(response)), "u");
    }

    private static Fault fault(String review) {
        return catchThrowableOfType(Fault.class, () -> ReviewAnswer.read(Buffer.buffer(review), "u"));
    }

    private static String identity(String fields) {
        return review("{'uid':'u','allowed':true,'identity':{%s}}".formatted(fields));
    }

    private static String review(String response) {
        return REVIEW.formatted(response).replace('\'', '"');
    }
}

package io.clustergateway.rules.tools.rbac;

import com.google.re2j.Pattern;
import io.clustergateway.rules.DefaultAction;
import io.clustergateway.rules.Limits;
import io.clustergateway.rules.PassingOverrides;
import io.clustergateway.rules.PassingPolicy;
import io.clustergateway.rules.Scope;
import io.clustergateway.rules.document.RuleDraft;
import io.clustergateway.rules.document.RulesDraft;
import io.clustergateway.rules.document.RulesReader;
import io.clustergateway.rules.document.SourceDraft;
import io.clustergateway.rules.tools.MemberText;
import io.clustergateway.rules.tools.RuleTexts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Rules without faults → the roles that a member must give the credential by which the gateway reaches it. */
public final class MemberRbac {
    /** What is written for a subject that nobody named; such an account exists nowhere. */
    public static final String PLACEHOLDER = "system:serviceaccount:replace-this-namespace:replace-this-name";
    /** Every verb that kube-apiserver gives requests about resources. */
    public static final List<String> VERBS =
            List.of("get", "list", "watch", "create", "update", "patch", "delete", "deletecollection");

    private final RulesReader reader = new RulesReader(Limits.DEFAULT, true);
    private final Optional<String> member;
    private final RbacForm form;
    private final String subject;

    private MemberRbac(Optional<String> member, RbacForm form, String subject) {
        this.member = member;
        this.form = form;
        this.subject = subject;
    }

    /**
     * The verb {@code impersonate}, which every Kubernetes knows.
     *
     * @param member for whose RBAC it is: rules for others are left out; empty for a role that serves them all
     * @param subject user name of the credential at the member
     */
    public static MemberRbac classic(Optional<String> member, String subject) {
        return new MemberRbac(member, new ClassicForm(), subject);
    }

    /**
     * Constrained impersonation, which Kubernetes 1.36 knows, and 1.35 when asked to.
     *
     * @param verbs that may be used under a borrowed name
     */
    public static MemberRbac constrained(Optional<String> member, String subject, List<String> verbs) {
        return new MemberRbac(member, new ConstrainedForm(verbs), subject);
    }

    /** The manifests, with comments that say what is for which rule. */
    public String of(RuleTexts texts) {
        Needs needs = needs(texts);
        List<String> head = new ArrayList<>();
        head.add("What the credential of %s must be allowed there, for:"
                .formatted(member.map(name -> "member " + name).orElse("a member")));
        Stream.concat(texts.rules().stream(), texts.members().stream().map(MemberText::file))
                .forEach(source -> head.add("  " + source.name()));
        needs.privileged()
                .forEach(rule ->
                        head.add("rule %s impersonates nobody: its callers may do what the credential itself may do"
                                .formatted(rule)));
        if (needs.isEmpty()) {
            head.add("It needs to impersonate nobody.");
        }
        head.addAll(form.notes(needs));
        if (subject.equals(PLACEHOLDER)) {
            head.add("Replace the subject, or give --subject.");
        }
        Manifest manifest = new Manifest(subject);
        form.write(needs, manifest);
        return Manifest.comment(head) + manifest.text();
    }

    private Needs needs(RuleTexts texts) {
        Needs needs = new Needs();
        RulesDraft global = reader.read(Scope.GLOBAL, texts.rules()).live();
        List<RulesDraft> owns = texts.members().stream()
                .filter(own -> member.map(own.name()::equals).orElse(true))
                .flatMap(own -> own.rules().stream())
                .map(rules -> reader.read(Scope.MEMBER, List.of(rules)).live())
                .toList();
        Stream.concat(Stream.of(global), owns.stream())
                .flatMap(draft -> draft.rules().stream())
                .filter(this::concernsMember)
                .forEach(needs::add);
        boolean isGlobalLeft = owns.isEmpty() || member.isEmpty();
        if (isGlobalLeft) {
            unmatched(needs, global, Optional.empty());
        }
        owns.forEach(own -> unmatched(needs, global, Optional.of(own)));
        return needs;
    }

    private void unmatched(Needs needs, RulesDraft global, Optional<RulesDraft> own) {
        boolean isNobody = Stream.concat(Stream.of(global), own.stream())
                .anyMatch(draft -> draft.defaultAction().equals(Optional.of(DefaultAction.DENY))
                        || draft.rules().stream().anyMatch(this::matchesEverybody));
        if (!isNobody) {
            PassingOverrides overrides = own.map(RulesDraft::impersonation).orElse(PassingOverrides.NONE);
            needs.addUnmatched(overrides.over(global.impersonation().over(PassingPolicy.DEFAULT)));
        }
    }

    private boolean concernsMember(RuleDraft rule) {
        return member.map(name -> rule.source().stream().allMatch(source -> concerns(source, name)))
                .orElse(true);
    }

    private static boolean concerns(SourceDraft source, String name) {
        return source.cluster().map(cluster -> cluster.value().equals(name)).orElse(true)
                && source.clusterPattern()
                        .map(pattern ->
                                Pattern.compile(pattern.value()).matcher(name).find())
                        .orElse(true);
    }

    /** Callers of the member in question, or of any; a rule for one member leaves those of the others. */
    private boolean matchesEverybody(RuleDraft rule) {
        return rule.when().isEmpty()
                && rule.source()
                        .filter(source -> namesNobody(source)
                                && (namesNoMember(source) || member.isPresent() && concernsMember(rule)))
                        .isPresent();
    }

    private static boolean namesNobody(SourceDraft source) {
        return Stream.of(source.user(), source.group(), source.uid(), source.userPattern(), source.groupPattern())
                .allMatch(Optional::isEmpty);
    }

    private static boolean namesNoMember(SourceDraft source) {
        return source.cluster().or(source::clusterPattern).isEmpty();
    }
}

{{/*
One API group has one server in a hub, so there is one release in a hub and its names are fixed.
*/}}
{{- define "cluster-gateway.name" -}}
cluster-gateway
{{- end }}

{{- define "cluster-gateway.apiService" -}}
v1alpha1.cluster.core.oam.dev
{{- end }}

{{- define "cluster-gateway.selector" -}}
app.kubernetes.io/name: {{ include "cluster-gateway.name" . }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end }}

{{- define "cluster-gateway.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{ include "cluster-gateway.selector" . }}
{{- end }}

{{- define "cluster-gateway.subject" -}}
- kind: ServiceAccount
  name: {{ include "cluster-gateway.name" . }}
  namespace: {{ .Release.Namespace | quote }}
{{- end }}

{{- define "cluster-gateway.certificateSecret" -}}
{{- if eq .Values.servingCertificate.mode "self-managed" -}}
{{ include "cluster-gateway.name" . }}-self-managed-cert
{{- else -}}
{{ .Values.servingCertificate.secretName | default (printf "%s-serving-cert" (include "cluster-gateway.name" .)) }}
{{- end }}
{{- end }}

{{/*
DNS names by which the hub and others in it know the gateway.
*/}}
{{- define "cluster-gateway.dnsNames" -}}
{{- $service := printf "%s.%s" (include "cluster-gateway.name" .) .Release.Namespace }}
{{- list (include "cluster-gateway.name" .) $service (printf "%s.svc" $service) (printf "%s.svc.cluster.local" $service) | toJson }}
{{- end }}

{{/*
Fails unless the hub serves an API; called with (list . VALUE API WHAT). `helm template` knows the APIs named by --api-versions.
*/}}
{{- define "cluster-gateway.needApi" -}}
{{- $api := index . 2 }}
{{- if not ((index . 0).Capabilities.APIVersions.Has $api) }}
{{- fail (printf "%s: the hub has no API %s (expected: %s, installed before this chart)" (index . 1) $api (index . 3)) }}
{{- end }}
{{- end }}

{{- define "cluster-gateway.featureGates" -}}
{{- $gates := list (printf "ClientIdentityPenetration=%t" .Values.identityPassing) }}
{{- if .Values.featureGate.healthiness }}{{ $gates = append $gates "HealthinessCheck=true" }}{{ end }}
{{- if .Values.featureGate.secretCache }}{{ $gates = append $gates "SecretCache=true" }}{{ end }}
{{- join "," $gates }}
{{- end }}

{{- define "cluster-gateway.image" -}}
{{- if contains "@" .Values.image -}}
{{ .Values.image | quote }}
{{- else -}}
{{ printf "%s:%s" .Values.image (.Values.tag | default .Chart.AppVersion) | quote }}
{{- end }}
{{- end }}

{{/*
Both within the restricted Pod Security Standard.
*/}}
{{- define "cluster-gateway.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "cluster-gateway.securityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop:
    - ALL
{{- end }}

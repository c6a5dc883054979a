# syntax=docker/dockerfile:1

# Firn in a container: one static binary and nothing else.
#
#   docker build -t firn --build-arg VERSION=... --build-arg COMMIT=... .
#   docker run --rm -v firn-data:/data -v "$PWD":/in:ro firn import /in/release.zip
#   docker run -d -p 127.0.0.1:50051:50051 -v firn-data:/data firn
#
# `make docker` fills in the build arguments from git.

FROM golang:1.26 AS build
WORKDIR /src

# The modules change seldom: a layer of their own keeps them over most builds.
COPY go.mod go.sum ./
RUN go mod download

COPY . .
ARG VERSION=unknown
ARG COMMIT=unknown
ARG DATE=unknown
RUN VERSION="$VERSION" COMMIT="$COMMIT" DATE="$DATE" bash .ci/build-static /out/firn
# An empty image has no folders: the data, and /tmp, where `firn demo` writes.
RUN mkdir -p /out/data /out/tmp

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /out/firn /firn
COPY --from=build --chown=65532:65532 /out/data /data
COPY --from=build --chown=65532:65532 /out/tmp /tmp

# A number, not a name: there is no /etc/passwd here, and Kubernetes can see from
# a number that the user isn't root.
USER 65532:65532
ENV FIRN_DATA=/data
VOLUME ["/data"]
EXPOSE 50051

HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 CMD ["/firn", "health", "--server", "127.0.0.1:50051"]
ENTRYPOINT ["/firn"]
CMD ["serve", "--grpc", "0.0.0.0:50051"]

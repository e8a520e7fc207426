# Audits what is mounted at /src, read-only:
#   docker build --tag backpack-audit .
#   docker run --rm --volume "$PWD:/src:ro" backpack-audit scan
# Debian, because cel-expr-python has no musl wheel; every dependency is a locked wheel, so nothing is compiled.
FROM python:3.13-slim AS build
COPY requirements.lock requirements-build.lock /build/
RUN python -m venv /opt/backpack-audit \
    && /opt/backpack-audit/bin/pip install --no-cache-dir --only-binary :all: --require-hashes --requirement /build/requirements.lock \
    && python -m venv /opt/build \
    && /opt/build/bin/pip install --no-cache-dir --only-binary :all: --require-hashes --requirement /build/requirements-build.lock
COPY pyproject.toml README.md LICENSE CHANGELOG.md /build/
COPY auditor /build/auditor
COPY rules /build/rules
RUN /opt/build/bin/pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /wheels /build \
    && /opt/backpack-audit/bin/pip install --no-cache-dir --no-deps /wheels/*.whl

FROM python:3.13-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 auditor \
    && git config --system --add safe.directory '*'
COPY --from=build /opt/backpack-audit /opt/backpack-audit
ENV PATH=/opt/backpack-audit/bin:$PATH BACKPACK_AUDIT_CACHE_DIR=/tmp/backpack-audit-cache
USER auditor
WORKDIR /src
ENTRYPOINT ["backpack-audit"]
CMD ["scan"]

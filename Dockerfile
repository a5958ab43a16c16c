# 새싹 길잡이 · SeSAC Guide: one image for the API, the knowledge base and the refresh.
#   docker build -t sesac-guide .
#   docker run --rm -p 127.0.0.1:8000:8000 -v sesac-data:/data sesac-guide
ARG PYTHON_IMAGE=python:3.11.14-slim-bookworm

# --- the environment, installed by the same steps as `make serve` ---
FROM ${PYTHON_IMAGE} AS builder
RUN apt-get update && apt-get install -y --no-install-recommends make && rm -rf /var/lib/apt/lists/*
WORKDIR /src
ENV PIP_NO_CACHE_DIR=1
COPY Makefile requirements.lock ./
RUN make VENV=/venv PYTHON=python3.11 /venv/.runtime
COPY . .
RUN /venv/bin/python -m pip install -qq --no-deps --no-build-isolation --no-index .

# --- the image that runs ---
FROM ${PYTHON_IMAGE}
LABEL org.opencontainers.image.title="SeSAC Guide" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN useradd --uid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin sesac \
    && install -d -o sesac -g sesac /data
COPY --from=builder /venv /venv
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONUTF8=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    OPENBLAS_NUM_THREADS=1 \
    OMP_NUM_THREADS=1 \
    TOKENIZERS_PARALLELISM=false \
    SESAC_DATA_DIR=/data
USER sesac
# A folder of its own to stand in: settings are read from the environment, and from a .env only if one is mounted here.
WORKDIR /data
# The default knowledge base is built now: a new named volume starts with it, and an image that cannot build it is no image.
RUN sesac refresh --if-missing
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=4 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/ready', timeout=4)"]
STOPSIGNAL SIGTERM
# An empty folder mounted over /data gets its knowledge base at the first start.
CMD ["sh", "-c", "sesac refresh --if-missing && exec sesac serve --host 0.0.0.0 --port 8000"]

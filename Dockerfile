# Build:  docker build -t steady .
# Run, for this machine only (the page then lists earlier interviews, as it does without Docker):
#         docker run --rm --hostname steady -p 127.0.0.1:8501:8501 -v steady-data:/data -e STEADY_PERSONAL=1 steady
# Then open http://127.0.0.1:8501. Leave STEADY_PERSONAL out where others can reach the page: every interview is then
# opened by its private link alone.
FROM python:3.11-slim

# The trust store of the system is what TLS is checked against; slim images come without one.
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home --shell /usr/sbin/nologin steady \
    && install -d -o steady -g steady /data

WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir --only-binary :all: --require-hashes -r requirements.txt
COPY . .

ENV PYTHONUNBUFFERED=1 \
    STEADY_DATA_DIR=/data \
    # Inside the container all addresses; what of it is published, `docker run -p` decides.
    STREAMLIT_SERVER_ADDRESS=0.0.0.0
VOLUME /data
USER steady
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8501/_stcore/health', timeout=4)"]
CMD ["streamlit", "run", "app.py", "--server.port", "8501"]

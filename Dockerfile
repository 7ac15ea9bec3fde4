# The sandbox as a container: the whole API as a local service, for tests in any language.
#   docker build -t evcp-sandbox .
#   docker run --rm -p 127.0.0.1:8765:8765 evcp-sandbox --size 20000 --seed 7
FROM python:3.13-slim AS build
WORKDIR /src
COPY constraints.txt pyproject.toml README.md LICENSE ./
COPY sdk sdk
COPY generated generated
RUN python -m venv /evcp && /evcp/bin/pip install --no-cache-dir -c constraints.txt '.[sandbox]'

FROM python:3.13-slim
COPY --from=build /evcp /evcp
USER 65534:65534
EXPOSE 8765
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s \
  CMD ["/evcp/bin/python", "-c", "import socket; socket.create_connection(('127.0.0.1', 8765), 2)"]
ENTRYPOINT ["/evcp/bin/python", "-m", "evcp.sandbox", "--host", "0.0.0.0", "--port", "8765"]

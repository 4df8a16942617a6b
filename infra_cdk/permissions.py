"""Names for the IAM actions that the stacks grant."""

# DynamoDB. TransactWriteItems is authorized by the actions that it contains.
GET = "dynamodb:GetItem"
BATCH_GET = "dynamodb:BatchGetItem"
QUERY = "dynamodb:Query"
PUT = "dynamodb:PutItem"
UPDATE = "dynamodb:UpdateItem"
DELETE = "dynamodb:DeleteItem"
CHECK = "dynamodb:ConditionCheckItem"

READ_OBJECT = ("s3:GetObject",)
WRITE_OBJECT = ("s3:PutObject",)
MULTIPART = ("s3:PutObject", "s3:AbortMultipartUpload")
LIST_BUCKET = ("s3:ListBucket",)

ANSWER_MACHINE = ("states:SendTaskSuccess", "states:SendTaskFailure")
START_MACHINE = ("states:StartExecution",)
SEND_MESSAGE = ("sqs:SendMessage",)
READ_SECRET = ("secretsmanager:GetSecretValue",)
INVOKE_MODEL = ("bedrock:InvokeModel",)
PUSH_TO_SOCKETS = ("execute-api:ManageConnections",)
